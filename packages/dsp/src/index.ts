export { decodeWav, type WavAudio } from "./decode-wav.js";
export { encodeWav, type EncodableAudio, type EncodeWavOptions, type WavFormat } from "./encode-wav.js";
export { toMono } from "./mono.js";
export { WavError, type WavErrorCode } from "./wav-error.js";
