import * as emotion from "@wader/emotion";
import type { EmotionRecognizer, Prediction } from "@wader/emotion";

/** Samples to judge; a new request ends the one before. Without samples it only does that. */
export interface EmotionRequest {
  readonly id: number;
  readonly samples?: Float32Array;
  readonly sampleRate: number;
}

/** What came of it. */
export type EmotionAnswer =
  | { readonly kind: "about"; readonly info: EmotionRecognizer["info"]; readonly models: EmotionRecognizer["models"] }
  | { readonly kind: "progress"; readonly id: number; readonly share: number }
  | { readonly kind: "prediction"; readonly id: number; readonly prediction: Prediction }
  | { readonly kind: "no-speech"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

// A worker's scope, of whose types the page's are a part.
const scope = globalThis as unknown as Worker;
let running = new AbortController();
let isKnown = false;

async function known(): Promise<EmotionRecognizer | undefined> {
  const { loadPretrained } = emotion as { loadPretrained?: () => Promise<EmotionRecognizer> };
  return loadPretrained?.().catch(() => undefined);
}

function answer(message: EmotionAnswer): void {
  scope.postMessage(message, []);
}

async function judge({ id, samples, sampleRate }: EmotionRequest): Promise<void> {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  if (samples === undefined) return;
  const recognizer = await known();
  // A package without a trained recogniser is met with silence: the panel stays closed.
  if (recognizer === undefined) return;
  try {
    if (!isKnown) answer({ kind: "about", info: recognizer.info, models: recognizer.models });
    isKnown = true;
    const prediction = await recognizer.predict(samples, sampleRate, {
      signal,
      onProgress: ({ seconds, totalSeconds }) => answer({ kind: "progress", id, share: seconds / totalSeconds }),
    });
    answer({ kind: "prediction", id, prediction });
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof emotion.NoSpeechError) answer({ kind: "no-speech", id });
    else answer({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

scope.addEventListener("message", ({ data }: MessageEvent<EmotionRequest>) => void judge(data));
