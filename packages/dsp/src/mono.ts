import { show } from "./check.js";
import { checkSignal } from "./signal.js";

/**
 * Mixes all channels into one: their mean, as `librosa.to_mono`.
 *
 * @param audio - Audio as `decodeWav` returns it: one or more channels of equal length.
 * @returns A new array of that length, a copy if there is one channel only.
 * @throws {TypeError} If `audio.channels` is not an array of `Float32Array` or `Float64Array`.
 * @throws {RangeError} If there are no channels, they are empty or of different lengths, or a sample is not finite.
 *
 * @example
 * toMono({ channels: [Float32Array.of(1, 0.5), Float32Array.of(0, 0.5)] }); // Float32Array [0.5, 0.5]
 */
export function toMono(audio: {
  readonly channels: readonly (Float32Array | Float64Array)[];
}): Float32Array<ArrayBuffer> {
  const { channels } = audio;
  if (!Array.isArray(channels)) throw new TypeError(`"channels" must be an array, got ${show(channels)}`);
  const signals = channels as readonly (Float32Array | Float64Array)[];
  const [first] = signals;
  if (first === undefined) throw new RangeError(`"channels" must hold at least one channel, got none`);
  signals.forEach((samples, c) => {
    checkSignal(`channels[${c}]`, samples);
    if (samples.length !== first.length) {
      throw new RangeError(`"channels" must be of one length, got ${first.length} and ${samples.length} samples`);
    }
  });
  if (signals.length === 1) return new Float32Array(first);
  const mono = new Float32Array(first.length);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const samples of signals) sum += samples[i]!;
    mono[i] = sum / signals.length;
  }
  return mono;
}
