import { clipRate } from "./messages.js";

/** Formants of vowels, in Hz, spoken one after the other. */
const vowels = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [300, 870, 2240],
  [530, 1840, 2480],
  [730, 1090, 2440],
];

/** Six seconds of a voice that never was: a buzz of gliding pitch through moving formants, then a chirp. */
export function sampleTones(): Float32Array<ArrayBuffer> {
  const sound = new Float32Array(6 * clipRate);
  const spoken = 4.5;
  let pitchPhase = 0;
  for (let n = 0; n < spoken * clipRate; n++) {
    const time = n / clipRate;
    const pitch = 150 + 50 * Math.sin(2 * Math.PI * 0.45 * time) + 4 * Math.sin(2 * Math.PI * 5.5 * time);
    pitchPhase += (2 * Math.PI * pitch) / clipRate;
    const place = (time / spoken) * (vowels.length - 1);
    const [from, to] = [vowels[Math.floor(place)]!, vowels[Math.floor(place) + 1]!];
    const loud = Math.sin(Math.PI * Math.min(1, (time * 1.25) % 1.125)) ** 0.6;
    let value = 0;
    for (let harmonic = 1; harmonic * pitch < 5500; harmonic++) {
      const hertz = harmonic * pitch;
      let gain = 0.02;
      for (let f = 0; f < 3; f++) {
        const formant = from[f]! + (to[f]! - from[f]!) * (place % 1);
        gain += Math.exp(-(((hertz - formant) / (60 + 0.06 * formant)) ** 2)) / (1 + f);
      }
      value += (gain / harmonic ** 0.5) * Math.sin(harmonic * pitchPhase);
    }
    sound[n] = 0.12 * loud * value;
  }
  let chirpPhase = 0;
  for (let n = 4.7 * clipRate; n < 5.8 * clipRate; n++) {
    const share = (n / clipRate - 4.7) / 1.1;
    chirpPhase += (2 * Math.PI * 150 * 32 ** share) / clipRate;
    sound[n] = 0.3 * Math.sin(Math.PI * share) ** 0.5 * Math.sin(chirpPhase);
  }
  return sound;
}
