export { decodeWav, type WavAudio } from "./decode-wav.js";
export { encodeWav, type EncodableAudio, type EncodeWavOptions, type WavFormat } from "./encode-wav.js";
export { toMono } from "./mono.js";
export { awgn, type AwgnOptions } from "./noise.js";
export { normalizePeak, normalizeRms, standardize } from "./normalize.js";
export { createRandom, type Random } from "./random.js";
export type { SameSignal, Signal } from "./signal.js";
export { trim, type Trimmed, type TrimOptions } from "./trim.js";
export { WavError, type WavErrorCode } from "./wav-error.js";
