import { describe, expect, it } from "vitest";

import { cwt } from "../../src/cwt.js";
import { createPool } from "../../src/pool/create-pool.js";
import type { StartWorker } from "../../src/pool/create-pool.js";
import type { Request, Response } from "../../src/pool/message.js";
import { PoolClosedError, WorkerFailedError } from "../../src/pool/pool-errors.js";
import { serve } from "../../src/pool/serve.js";

const sharedMemory = typeof SharedArrayBuffer === "function";
const modes = sharedMemory ? ["shared memory", "transfers"] : ["transfers"];
const x = Float32Array.from({ length: 3001 }, (_, n) => Math.sin(n * n * 0.001));
const scales = [3, 40.5, 7, 90, 12, 25, 5];
/** Enough work for five threads; its rows are of odd length. */
const long = Float32Array.from({ length: 100_001 }, (_, n) => Math.sin(n * n * 0.001));

const sameBytes = (a: Float32Array | Float64Array, b: Float32Array | Float64Array): boolean => {
  const bytes = ({ buffer, byteOffset, byteLength }: typeof a) => new Uint8Array(buffer, byteOffset, byteLength);
  const [first, second] = [bytes(a), bytes(b)];
  return first.length === second.length && first.every((value, i) => value === second[i]);
};

interface Fakes {
  readonly start: StartWorker;
  /** Requests that each thread got. */
  readonly requests: Request[][];
  /** Makes thread i fail. */
  readonly crash: ((cause: unknown) => void)[];
  /** Whether thread i keeps the process alive. */
  readonly busy: boolean[];
  answer: boolean;
}

/** Threads that run in this one, a little later, and see copies of messages as real ones do. */
function fakeThreads(): Fakes {
  const fakes: Fakes = {
    requests: [],
    crash: [],
    busy: [],
    answer: true,
    start(receive, fail) {
      const i = fakes.requests.length;
      let alive = true;
      const handle = serve((response: Response, transfer) => receive(structuredClone(response, { transfer })));
      fakes.requests.push([]);
      fakes.busy.push(false);
      fakes.crash.push((cause) => {
        alive = false;
        fail(cause);
      });
      return {
        post(request) {
          fakes.requests[i]!.push(request);
          const shared = request.kind === "transform" && "parts" in request.work;
          const copy = shared ? request : structuredClone(request);
          setTimeout(() => {
            if (alive && fakes.answer) handle(copy);
          }, 1);
        },
        hold(busy) {
          fakes.busy[i] = busy;
        },
        terminate() {
          alive = false;
        },
      };
    },
  };
  return fakes;
}

describe.each(modes)("createPool with %s", (mode) => {
  const shared = mode === "shared memory";

  it.each([1, 2, 3, 5])("gives the very numbers of cwt with %d threads", async (threads) => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, threads, shared);
    const real = await pool.cwt(long, scales);
    const single = cwt(long, scales);
    expect(sameBytes(real.data, single.data)).toBe(true);
    expect(real.shape).toEqual([7, 100_001]);
    expect(real.frequencies).toEqual(single.frequencies);
    expect(fakes.requests.length).toBe(threads);
    const options = { wavelet: "cgau3", dtype: "float64" } as const;
    const complex = await pool.cwt(long, scales, options);
    const expected = cwt(long, scales, options);
    expect(sameBytes(complex.re, expected.re)).toBe(true);
    expect(sameBytes(complex.im, expected.im)).toBe(true);
  });

  it("wakes no more threads than there is work for", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 8, shared);
    expect((await pool.cwt(x, scales)).data.slice()).toEqual(cwt(x, scales).data);
    expect(fakes.requests).toHaveLength(1);
  });

  it("takes a wavelet of one's own, which no message could carry", async () => {
    const own = { name: "own", family: "Own", complex: false, lowerBound: -4, upperBound: 4, psi: Math.sin } as const;
    const pool = createPool(fakeThreads().start, 2, shared);
    const { data } = await pool.cwt(x, [4, 5], { wavelet: own });
    expect(data.slice()).toEqual(cwt(x, [4, 5], { wavelet: own }).data);
  });

  it("writes to the caller's array", async () => {
    const output = new Float32Array(7 * 3001);
    const pool = createPool(fakeThreads().start, 2, shared);
    expect((await pool.cwt(x, scales, { output })).data).toBe(output);
    expect(output).toEqual(cwt(x, scales).data);
  });

  it("computes several transforms that were asked for at once", async () => {
    const pool = createPool(fakeThreads().start, 2, shared);
    const lengths = [100, 3001, 7, 1500];
    const results = await Promise.all(lengths.map((length) => pool.cwt(x.subarray(0, length), scales)));
    results.forEach(({ data }, i) => {
      expect(data.slice()).toEqual(cwt(x.subarray(0, lengths[i]), scales).data);
    });
  });

  it("gives filters to each thread once, and drops those that were used the longest time ago", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 1, shared);
    const short = x.subarray(0, 50);
    for (const scale of [1, 1, 2, 3, 4, 5, 6, 7, 8, 9]) await pool.cwt(short, [scale]);
    const kinds = fakes.requests[0]!.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "keep")).toHaveLength(9);
    expect(kinds.filter((kind) => kind === "drop")).toHaveLength(1);
    expect((await pool.cwt(short, [1])).data.slice()).toEqual(cwt(short, [1]).data);
  });

  it.skipIf(!shared)(
    "lends the same memory to one signal after the other, but none that an abandoned transform may read",
    async () => {
      const fakes = fakeThreads();
      const pool = createPool(fakes.start, 1, shared);
      const memory = (): unknown[] =>
        fakes.requests[0]!.flatMap((request) => (request.kind === "transform" ? [request.work.x.buffer] : []));
      await pool.cwt(x, scales);
      await pool.cwt(x.subarray(0, 2000), scales);
      const controller = new AbortController();
      const abandoned = pool.cwt(x, scales, { signal: controller.signal });
      controller.abort(new Error("not wanted"));
      await expect(abandoned).rejects.toThrow(new Error("not wanted"));
      const { data } = await pool.cwt(x.subarray(5), scales);
      expect(sameBytes(data, cwt(x.subarray(5), scales).data)).toBe(true);
      const [first, ...others] = memory();
      expect(others.map((buffer) => buffer === first)).toEqual([true, true, false]);
    },
  );

  it("rejects when a thread dies, and works with another one from then on", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 2, shared);
    const first = pool.cwt(long, scales);
    await Promise.resolve();
    const cause = new Error("out of memory");
    fakes.crash[1]!(cause);
    const error: unknown = await first.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkerFailedError);
    expect(error).toMatchObject({ message: "A worker thread failed", cause });
    const { data } = await pool.cwt(long, scales);
    expect(sameBytes(data, cwt(long, scales).data)).toBe(true);
    expect(fakes.requests).toHaveLength(3);
  });

  it("rejects with the reason of an abort, before and during the work, and goes on working", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 2, shared);
    const reason = new Error("not wanted");
    await expect(pool.cwt(x, scales, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fakes.requests).toHaveLength(0);
    const controller = new AbortController();
    const output = new Float32Array(7 * 3001);
    const abandoned = pool.cwt(x, scales, { signal: controller.signal, output });
    controller.abort(reason);
    await expect(abandoned).rejects.toBe(reason);
    const { data } = await pool.cwt(x, scales);
    expect(data.slice()).toEqual(cwt(x, scales).data);
    expect(output.every((value) => value === 0)).toBe(true);
  });

  it("rejects what cwt rejects, before a thread hears of it", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 2, shared);
    await expect(pool.cwt(Float32Array.of(1, Number.NaN), [1])).rejects.toThrow(
      new RangeError('"x" must be finite, got NaN at index 1'),
    );
    await expect(pool.cwt(x, [-1])).rejects.toThrow(new RangeError('"scales[0]" must be finite and > 0, got -1'));
    await expect(pool.cwt(x, [1], { output: new Float32Array(3) })).rejects.toThrow(
      new RangeError('"output" must have length 3001, got 3'),
    );
    expect(fakes.requests).toHaveLength(0);
  });

  it("rejects when the work itself fails in a thread", async () => {
    const fakes = fakeThreads();
    const start: StartWorker = (receive, fail) => {
      const thread = fakes.start(receive, fail);
      return {
        ...thread,
        post: (request) =>
          request.kind === "transform" && receive({ job: request.job, error: "RangeError: no memory" }),
      };
    };
    await expect(createPool(start, 1, shared).cwt(x, scales)).rejects.toThrow(
      new WorkerFailedError("A worker thread failed: RangeError: no memory"),
    );
  });

  it("rejects transforms that closing interrupts, and those that come after", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 2, shared);
    const interrupted = pool.cwt(x, scales);
    await Promise.resolve();
    pool.close();
    await expect(interrupted).rejects.toThrow(new PoolClosedError("The pool was closed"));
    await expect(pool.cwt(x, scales)).rejects.toThrow(new PoolClosedError("The pool is closed"));
  });

  it("holds the process while it works, and only then", async () => {
    const fakes = fakeThreads();
    const pool = createPool(fakes.start, 2, shared);
    const work = pool.cwt(long, scales);
    await Promise.resolve();
    expect(fakes.busy).toEqual([true, true]);
    await work;
    expect(fakes.busy).toEqual([false, false]);
  });
});

describe("createPool", () => {
  it.each([0, 1.5, 257, Number.NaN])("rejects %d threads", (threads) => {
    expect(() => createPool(fakeThreads().start, threads, false)).toThrow(
      new RangeError(`"threads" must be an integer from 1 to 256, got ${threads}`),
    );
  });

  it.skipIf(!sharedMemory)("stops work on shared memory that was abandoned", async () => {
    const fakes = fakeThreads();
    const answers: Response[] = [];
    const start: StartWorker = (receive, fail) =>
      fakes.start((response) => {
        answers.push(response);
        receive(response);
      }, fail);
    const pool = createPool(start, 1, true);
    const controller = new AbortController();
    const work = pool.cwt(x, scales, { signal: controller.signal });
    controller.abort(new Error("not wanted"));
    await expect(work).rejects.toThrow(new Error("not wanted"));
    await expect.poll(() => answers).toEqual([{ job: 0, error: "abandoned" }]);
  });
});
