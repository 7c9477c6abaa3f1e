import { receiveSamples } from "../src/capture.js";
import type { SampleSource } from "../src/capture.js";
import { createCwtStream } from "../src/stream.js";

/** What the test posts: where samples come from, and how they are transformed. */
export interface Order {
  readonly source: SampleSource;
  readonly scales: readonly number[];
  readonly sampleRate: number;
  readonly hop: number;
}

// A worker's scope, of whose types the page's are a part.
const scope = globalThis as unknown as Worker;
scope.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  const { source, ...options } = data;
  const stream = createCwtStream({ ...options, output: "power" });
  receiveSamples(source, (samples, lost) => {
    stream.push(samples, ({ index, data: power }) => scope.postMessage({ index, power, lost }, []));
  });
});
