import { createCapture } from "@wader/cwt/capture";
import type { SampleSource } from "@wader/cwt/capture";
// Vite makes this module up.
// oxlint-disable-next-line import/default
import worklet from "@wader/cwt/capture-worklet?url";

import { clipRate } from "./messages.js";

/** A microphone that is open. */
export interface Microphone {
  readonly source: SampleSource;
  readonly transfer: Transferable[];
  readonly sampleRate: number;
  /** Seconds since its first sample. */
  elapsed(): number;
  close(): void;
}

/** Why there is no sound from a microphone, in words for people. */
const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: "The microphone was refused. Allow it in the browser's settings of this page, and try again.",
  NotFoundError: "No microphone was found.",
  NotReadableError: "The microphone is in use by another program, or does not answer.",
};

/** Says in words for people why {@link openMicrophone} failed. */
export function microphoneFault(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  return reasons[name] ?? `The microphone does not open: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * Asks for the microphone and takes samples out of it.
 *
 * @param onEnd - Called when it goes away by itself: it was unplugged, or its permission withdrawn.
 */
export async function openMicrophone(onEnd: () => void): Promise<Microphone> {
  if (navigator.mediaDevices === undefined) throw new Error("pages have it over HTTPS and on localhost alone.");
  // What makes calls pleasant changes the sound that is to be seen.
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  try {
    const { context, input } = openContext(stream);
    const { node, source, transfer } = await createCapture(context, { worklet });
    await context.resume();
    const start = context.currentTime;
    input.connect(node);
    for (const track of stream.getTracks()) track.addEventListener("ended", onEnd);
    return {
      source,
      transfer,
      sampleRate: context.sampleRate,
      elapsed: () => context.currentTime - start,
      close() {
        for (const track of stream.getTracks()) {
          track.removeEventListener("ended", onEnd);
          track.stop();
        }
        void context.close();
      },
    };
  } catch (error) {
    for (const track of stream.getTracks()) track.stop();
    throw error;
  }
}

/** Browsers that do not convert the microphone's rate get a context of that rate. */
function openContext(stream: MediaStream): { context: AudioContext; input: MediaStreamAudioSourceNode } {
  const context = new AudioContext({ sampleRate: clipRate, latencyHint: "interactive" });
  try {
    return { context, input: context.createMediaStreamSource(stream) };
  } catch {
    void context.close();
    const own = new AudioContext({ latencyHint: "interactive" });
    return { context: own, input: own.createMediaStreamSource(stream) };
  }
}
