import { createRandom } from "@wader/dsp";

/**
 * Something like a voice at any sample rate: harmonics of a pitch that rises and falls, four syllables a second, with formants,
 * in faint noise.
 *
 * The harmonics stay below 3.6 kHz, so that the sound is the same at every rate from 8 kHz on.
 */
export function voice(seconds: number, sampleRate = 16_000): Float32Array {
  const random = createRandom(1);
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, n) => {
    const time = n / sampleRate;
    const pitch = 140 + 40 * Math.sin(2 * Math.PI * 0.7 * time);
    phase += (2 * Math.PI * pitch) / sampleRate;
    let sum = 0;
    for (let h = 1; h * 180 < 3600; h++) {
      const formants = [600, 1400, 2600].reduce((gain, f) => gain + Math.exp(-(((h * pitch - f) / 250) ** 2)), 0.1);
      sum += (formants / h) * Math.sin(h * phase);
    }
    const syllable = 0.05 + Math.sin(Math.PI * 4 * time) ** 2;
    return 0.1 * syllable * sum + 1e-5 * random.normal();
  });
}
