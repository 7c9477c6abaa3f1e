import { captureProcessorName } from "./capture-worklet.js";
import type { CaptureProcessorOptions } from "./capture-worklet.js";
import { checkPositive, kind } from "./check.js";
import { createRing, openRing } from "./ring.js";

/** Where a worker finds the samples of a {@link Capture}: a ring in shared memory, or a port to which they are posted. */
export type SampleSource = SharedArrayBuffer | MessagePort;

/** Options of {@link createCapture}. */
export interface CaptureOptions {
  /** URL of the module `@wader/cwt/capture-worklet`. */
  readonly worklet: string | URL;
  /** Whether to use shared memory. Default: where the page is cross-origin isolated. */
  readonly shared?: boolean;
  /** Seconds of samples that shared memory holds while the worker is busy, above 0. Default 2. */
  readonly seconds?: number;
}

/** Samples on their way out of an audio graph. */
export interface Capture {
  /** Node to connect the graph to. It mixes to one channel, and has no output. */
  readonly node: AudioWorkletNode;
  /** What to post to the worker, which gives it to {@link receiveSamples}. */
  readonly source: SampleSource;
  /** What to hand over with it: the second argument of `postMessage`. */
  readonly transfer: Transferable[];
}

/**
 * Makes a node that takes samples out of an audio graph, to a worker, and does nothing else on the audio thread: it
 * copies quanta of 128 samples to a ring in shared memory, or, in pages that are not cross-origin isolated, posts them to
 * the worker directly.
 *
 * @param context - Live or offline audio context. The samples have its rate; one that is made with
 *   `new AudioContext({ sampleRate: 16_000 })` has the browser convert a microphone's.
 * @param options - `worklet`, which has no default; `shared` (`crossOriginIsolated`), `seconds` (2).
 * @returns The node, and what to post to the worker.
 * @throws {TypeError} If `context` has no audio worklet, which pages have over HTTPS and on localhost.
 * @throws {RangeError} If `seconds` is not above 0, or `shared` asks for what the page may not have. What `addModule` and
 *   `AudioWorkletNode` throw is passed on.
 *
 * @example
 * const context = new AudioContext({ sampleRate: 16_000 });
 * const { node, source, transfer } = await createCapture(context, { worklet });
 * context.createMediaStreamSource(microphone).connect(node);
 * worker.postMessage({ source, sampleRate: context.sampleRate }, transfer);
 */
export async function createCapture(context: BaseAudioContext, options: CaptureOptions): Promise<Capture> {
  const { worklet, shared = globalThis.crossOriginIsolated, seconds = 2 } = options;
  checkPositive("seconds", seconds);
  if (typeof context?.audioWorklet?.addModule !== "function") {
    throw new TypeError(`"context" must be an audio context with an audio worklet, got ${kind(context)}`);
  }
  if (shared && typeof SharedArrayBuffer === "undefined") {
    throw new RangeError('"shared" must be false in a page that is not cross-origin isolated, got true');
  }
  const ring = shared ? createRing(Math.ceil(seconds * context.sampleRate)) : undefined;
  await context.audioWorklet.addModule(worklet);
  const processorOptions: CaptureProcessorOptions = ring === undefined ? {} : { ring };
  const node = new AudioWorkletNode(context, captureProcessorName, {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: "explicit",
    processorOptions,
  });
  return ring === undefined ? { node, source: node.port, transfer: [node.port] } : { node, source: ring, transfer: [] };
}

/** How often a ring is looked at, in milliseconds: it fills with 160 samples meanwhile at 16 kHz. */
const PERIOD = 10;

/**
 * Receives the samples of a {@link Capture}, in a worker.
 *
 * @param source - What was posted to the worker.
 * @param receive - Called with samples as they come, in an array that is good until it returns, and with the number of
 *   samples that were lost just before them, because the worker was busy for longer than the ring lasts: 0 unless
 *   something is wrong.
 * @returns A function that stops it.
 * @throws {TypeError} If `source` is neither shared memory nor a port.
 *
 * @example
 * addEventListener("message", ({ data: { source, sampleRate } }) => {
 *   const stream = createCwtStream({ scales, sampleRate, output: "logPower" });
 *   receiveSamples(source, (samples) => stream.push(samples, (hop) => postMessage(hop.data)));
 * });
 */
export function receiveSamples(
  source: SampleSource,
  receive: (samples: Float32Array, lost: number) => void,
): () => void {
  if (typeof SharedArrayBuffer === "function" && source instanceof SharedArrayBuffer) {
    const reader = openRing(source);
    const timer = setInterval(() => {
      const { samples, lost } = reader.read();
      if (samples.length > 0) receive(samples, lost);
    }, PERIOD);
    return () => clearInterval(timer);
  }
  if (!(source instanceof MessagePort)) {
    throw new TypeError(`"source" must be a SharedArrayBuffer or a MessagePort, got ${kind(source)}`);
  }
  const take = ({ data }: MessageEvent<Float32Array>): void => receive(data, 0);
  source.addEventListener("message", take);
  source.start();
  return () => source.removeEventListener("message", take);
}
