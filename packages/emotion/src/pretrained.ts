import { type EmotionRecognizer, recognizerFrom } from "./recognizer.js";

/**
 * The recogniser that comes with the package, in Node and in browsers, without network or files.
 *
 * It was trained on acted speech of few speakers: read the package's model card for what it can and what it must not be used for. Its
 * `info` names the data and their licence. The weights are decoded at the first call; later ones give the same object.
 *
 * @example
 * const recognizer = await loadPretrained();
 * const { emotion, probabilities } = await recognizer.predict(samples, 48_000);
 */
export function loadPretrained(): Promise<EmotionRecognizer> {
  loaded ??= load();
  return loaded;
}

let loaded: Promise<EmotionRecognizer> | undefined;

async function load(): Promise<EmotionRecognizer> {
  // Loaded when asked for, so that those who only describe speech do without it.
  const { pretrainedWeights } = await import("./pretrained-weights.js");
  return recognizerFrom(Uint8Array.from(atob(pretrainedWeights), (character) => character.charCodeAt(0)));
}
