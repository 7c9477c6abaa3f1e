import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, describe, expect, it } from "vitest";

import { cwt } from "../../src/cwt.js";

// Worker threads load the built files, so these tests do too.
const entry = new URL("../../dist/node/pool.js", import.meta.url);
const { createCwtPool, PoolClosedError } = (await import(entry.href)) as typeof import("../../src/node/pool.js");

const x = Float32Array.from({ length: 20_000 }, (_, n) => Math.sin(n * n * 0.0001));
const scales = Array.from({ length: 31 }, (_, i) => 6 + 4 * i);

describe("createCwtPool in Node", () => {
  const pools = [1, 2, 3].map((threads) => createCwtPool({ threads }));
  afterAll(() => pools.forEach((pool) => pool.close()));

  it("gives the very numbers of cwt for any number of threads", async () => {
    const expected = cwt(x, scales).data;
    for (const pool of pools) {
      const { data } = await pool.cwt(x, scales);
      expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(expected.buffer))).toBe(0);
    }
  });

  it("has as many threads as processors by default", () => {
    const pool = createCwtPool();
    expect(pool.threads).toBeGreaterThan(0);
    pool.close();
  });

  it("rejects what closing interrupts", async () => {
    const pool = createCwtPool({ threads: 1 });
    const work = pool.cwt(x, scales);
    await Promise.resolve();
    pool.close();
    await expect(work).rejects.toBeInstanceOf(PoolClosedError);
  });

  it("rejects when a thread dies at work, and works with another one from then on", async () => {
    const script = `
      import workers from "node:worker_threads";
      import { syncBuiltinESMExports } from "node:module";
      const { Worker } = workers;
      const threads = [];
      workers.Worker = class extends Worker {
        constructor(...values) {
          super(...values);
          threads.push(this);
        }
      };
      syncBuiltinESMExports();
      const { createCwtPool } = await import(${JSON.stringify(entry.href)});
      const pool = createCwtPool({ threads: 2 });
      const x = new Float32Array(400_000).fill(1);
      const scales = Array.from({ length: 60 }, (_, i) => 6 + i);
      const work = pool.cwt(x, scales);
      threads[1].terminate();
      const error = await work.catch((reason) => reason);
      const { data } = await pool.cwt(x, scales);
      process.stdout.write([error.name, error.cause.message, threads.length, data.length].join(", "));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    // The code tells whether the thread had begun.
    expect(stdout).toMatch(/^WorkerFailedError, The worker exited with code [01], 3, 24000000$/);
  });

  it("stops at an abort, and works on", async () => {
    const pool = pools[1]!;
    const long = new Float32Array(500_000).fill(1);
    const controller = new AbortController();
    const work = pool.cwt(long, scales, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("not wanted")), 1);
    await expect(work).rejects.toThrow(new Error("not wanted"));
    const { data } = await pool.cwt(x, scales);
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(cwt(x, scales).data.buffer))).toBe(0);
  });

  it("lets the process end when it idles, closed or not", async () => {
    const script = `
      import { createCwtPool } from ${JSON.stringify(entry.href)};
      const { shape } = await createCwtPool({ threads: 2 }).cwt(new Float32Array(100), [2, 3, 4]);
      process.stdout.write(shape.join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    expect(stdout).toBe("3,100");
  });
});
