/**
 * Processor of an AudioWorklet that copies samples out of the audio thread and does nothing else. The file imports
 * nothing, so that its URL can be given to `audioWorklet.addModule` as it is; `createCapture` does that. Imported
 * elsewhere it registers nothing.
 */

// The scope of a worklet, which the page's types do not describe.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  abstract process(inputs: readonly (readonly Float32Array[])[]): boolean;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions?: CaptureProcessorOptions }) => AudioWorkletProcessor,
): void;

/** Name under which the processor is registered. */
export const captureProcessorName = "wader-capture";

/** What the processor is told by its node. */
export interface CaptureProcessorOptions {
  /** Ring to write to, as `createRing` makes it. Without one, samples are posted to the node's port. */
  readonly ring?: SharedArrayBuffer;
}

/** Samples that are posted at a time: two quanta, a message every 16 ms at 16 kHz. */
const CHUNK = 256;

if (typeof registerProcessor === "function") {
  registerProcessor(
    captureProcessorName,
    class extends AudioWorkletProcessor {
      readonly #write: (samples: Float32Array) => void;
      #chunk = new Float32Array(CHUNK);
      #filled = 0;

      constructor({ processorOptions }: { processorOptions?: CaptureProcessorOptions }) {
        super();
        const ring = processorOptions?.ring;
        this.#write = ring === undefined ? (samples) => this.#post(samples) : openRingWriter(ring);
      }

      process([input]: readonly (readonly Float32Array[])[]): boolean {
        // The node mixes to one channel. There is none while nothing is connected.
        const samples = input?.[0];
        if (samples !== undefined) this.#write(samples);
        return true;
      }

      #post(samples: Float32Array): void {
        for (let at = 0; at < samples.length;) {
          const count = Math.min(CHUNK - this.#filled, samples.length - at);
          this.#chunk.set(samples.subarray(at, at + count), this.#filled);
          this.#filled += count;
          at += count;
          if (this.#filled < CHUNK) return;
          this.port.postMessage(this.#chunk, [this.#chunk.buffer]);
          this.#chunk = new Float32Array(CHUNK);
          this.#filled = 0;
        }
      }
    },
  );
}

/**
 * Opens the writing end of a ring. Only one thread may write.
 *
 * @param ring - As `createRing` makes it: three 32-bit counts, of samples written, read, and lost, and from byte 16 on
 *   the samples, as many as a power of two.
 * @returns A function that writes samples, all or, if there is no room, none: then they are counted as lost.
 */
export function openRingWriter(ring: SharedArrayBuffer): (samples: Float32Array) => void {
  const counts = new Int32Array(ring, 0, 3);
  const values = new Float32Array(ring, 16);
  return (samples) => {
    const written = Atomics.load(counts, 0);
    // Counts wrap around; their difference does not.
    const waiting = (written - Atomics.load(counts, 1)) | 0;
    if (waiting + samples.length > values.length) {
      Atomics.add(counts, 2, samples.length);
      return;
    }
    const at = written & (values.length - 1);
    const first = Math.min(samples.length, values.length - at);
    values.set(first === samples.length ? samples : samples.subarray(0, first), at);
    if (first < samples.length) values.set(samples.subarray(first), 0);
    Atomics.store(counts, 0, (written + samples.length) | 0);
  };
}
