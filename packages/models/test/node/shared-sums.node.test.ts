import { Worker } from "node:worker_threads";

import { describe, expect, it } from "vitest";

import { SharedSums, sharedSumsMemory } from "../../src/node/shared-sums.js";

// Worker threads load the built files.
const built = new URL("../../dist/node/shared-sums.js", import.meta.url);

/** Reduces so many times in each of several threads, and gives the bytes that each got. */
async function reduceInThreads(threads: number, rounds: number): Promise<Float64Array[]> {
  const memory = sharedSumsMemory(threads, 3);
  const script = `
    import { parentPort, workerData } from "node:worker_threads";
    import { SharedSums } from ${JSON.stringify(built.href)};
    const { memory, rank, threads, rounds } = workerData;
    const sums = new SharedSums(memory, rank);
    sums.begin(threads);
    const got = new Float64Array(3 * rounds);
    for (let round = 0; round < rounds; round += 1) {
      const own = Float64Array.of(0.1 * rank, round, 1 / (1 + rank + round));
      sums.reduce(own);
      got.set(own, 3 * round);
    }
    parentPort.postMessage(got);`;
  return Promise.all(
    Array.from(
      { length: threads },
      (_, rank) =>
        new Promise<Float64Array>((resolve, reject) => {
          const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
          const worker = new Worker(url, { workerData: { memory, rank, threads, rounds }, execArgv: [] });
          worker.once("message", resolve);
          worker.once("error", reject);
        }),
    ),
  );
}

describe("SharedSums", () => {
  it("gives every thread the sums in the order of the ranks, round after round", async () => {
    const [threads, rounds] = [3, 500];
    const expected = Float64Array.from({ length: 3 * rounds }, (_, i) => {
      const round = Math.floor(i / 3);
      const parts = [0, 1, 2].map((rank) => [0.1 * rank, round, 1 / (1 + rank + round)][i % 3]!);
      return parts.reduce((sum, part) => sum + part, 0);
    });
    for (const got of await reduceInThreads(threads, rounds)) expect(got).toEqual(expected);
  });

  it("leaves the sums of one thread alone", () => {
    const sums = new SharedSums(sharedSumsMemory(1, 2), 0);
    sums.begin(1);
    const own = Float64Array.of(1, 2);
    sums.reduce(own);
    expect([...own]).toEqual([1, 2]);
  });
});
