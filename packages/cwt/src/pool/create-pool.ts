import { checkInteger, checkSignal } from "../check.js";
import type { Signal } from "../check.js";
import type { WaveletFilter } from "../filter.js";
import type { OutputOf, ScalogramOf } from "../plan.js";
import { outputOf, prepareCwt } from "../prepare.js";
import type { OutputArrays } from "../prepare.js";
import type { Dtype } from "../scalogram.js";
import type { Wavelet, WaveletName } from "../wavelet.js";
import type { Request, Response } from "./message.js";
import { PoolClosedError, WorkerFailedError } from "./pool-errors.js";
import { createShared, isShared } from "./shared-memory.js";
import { MOST_UNITS, abandon, createSharedUnits } from "./shared-units.js";
import { viewOf } from "./shared-view.js";

/** A thread that runs {@link serve}, by whatever means the platform has. */
interface WorkerThread {
  post(request: Request): void;
  /** Keeps the process alive while there is work, where that matters. */
  hold(busy: boolean): void;
  terminate(): void;
}

/** Starts a thread; `fail` is called at most once, when it can do no more work. */
export type StartWorker = (receive: (response: Response) => void, fail: (cause: unknown) => void) => WorkerThread;

/** Options of {@link CwtPool.cwt}. */
export interface PoolCwtOptions<W extends WaveletName | Wavelet = "morl", D extends Dtype = "float32"> {
  /** Wavelet, or its name. Default `"morl"`. */
  readonly wavelet?: W;
  /** Seconds per sample, for the frequencies alone. Default 1: cycles per sample. */
  readonly samplingPeriod?: number;
  /** Binary logarithm of the number of points at which the wavelet is sampled, an integer from 1 to 20. Default 12. */
  readonly precision?: number;
  /** Type of the coefficients. Default `"float32"`. */
  readonly dtype?: D;
  /**
   * Arrays to write to and to return, each of length scales × time; they are written as the work proceeds if they lie in
   * shared memory, and at its end if not. Default: new ones, in shared memory where the platform allows it.
   */
  readonly output?: OutputOf<W, D>;
  /** Abandons the transform: its promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Worker threads that transform. */
export interface CwtPool {
  /** Number of worker threads. */
  readonly threads: number;
  /**
   * The transform that `cwt` computes, to the last bit, divided among the threads by scales and time. Small ones wake fewer
   * threads than there are. With shared memory, threads that are done take over work of others.
   *
   * The calling thread stays free. Several calls may be under way at once; the threads take them in turn. Where shared
   * memory is allowed (in Node; in a page that is cross-origin isolated) samples and coefficients are not copied
   * between threads, and new arrays are views on a `SharedArrayBuffer`.
   *
   * @param x - Samples, finite, at least one. They must not change before the promise settles.
   * @param scales - Scales, in samples: finite, above 0, in any order.
   * @returns Coefficients of shape [scales, time].
   * @throws {TypeError} If an argument is of the wrong kind; all failures come as a rejected promise.
   * @throws {RangeError} If a value is outside of its range, as for `cwt`.
   * @throws {WorkerFailedError} If a thread died; the next call starts another.
   * @throws {PoolClosedError} If the pool was closed.
   */
  cwt<const W extends WaveletName | Wavelet = "morl", const D extends Dtype = "float32">(
    x: Signal,
    scales: ArrayLike<number>,
    options?: PoolCwtOptions<W, D>,
  ): Promise<ScalogramOf<W, D>>;
  /** Ends the threads. Transforms under way reject with {@link PoolClosedError}. */
  close(): void;
}

interface Seat {
  thread?: WorkerThread | undefined;
  /** Banks that the thread has. */
  readonly banks: Set<number>;
  readonly jobs: Map<number, Job>;
}

interface Job {
  done(response: Response): void;
  fail(error: unknown): void;
}

/** Banks that the threads keep. */
const MOST_BANKS = 8;

/** Most bytes of memory for samples that are kept from one transform to the next. */
const MOST_SPARE = 4 * 2 ** 20;

/** Nanoseconds of work below which a further thread gains less than it costs to wake it. */
const LEAST_WORK = 100_000;

/**
 * A pool of threads, whatever starts them.
 *
 * @param shared - Whether samples and coefficients may lie in shared memory.
 */
export function createPool(start: StartWorker, threads: number, shared: boolean): CwtPool {
  checkInteger("threads", threads, 1, 256);
  const seats = Array.from({ length: threads }, (): Seat => ({ banks: new Set(), jobs: new Map() }));
  // Numbers of banks, by the filters that make them; the one used last stands last.
  const banks = new Map<readonly WaveletFilter[], number>();
  let nextBank = 0;
  let nextJob = 0;
  let closed = false;
  // Memory for the samples of the next transform: new pages cost more than the copy into them.
  let spare: SharedArrayBuffer | undefined;

  function bankOf(filters: readonly WaveletFilter[]): number {
    const bank = banks.get(filters) ?? nextBank++;
    banks.delete(filters);
    banks.set(filters, bank);
    if (banks.size > MOST_BANKS) {
      const [[oldest, number]] = banks as unknown as [[readonly WaveletFilter[], number]];
      banks.delete(oldest);
      for (const seat of seats) {
        if (seat.banks.delete(number)) seat.thread?.post({ kind: "drop", bank: number });
      }
    }
    return bank;
  }

  function threadOf(seat: Seat): WorkerThread {
    if (seat.thread !== undefined) return seat.thread;
    const thread = start(
      (response) => {
        const job = seat.jobs.get(response.job);
        seat.jobs.delete(response.job);
        if (seat.jobs.size === 0) thread.hold(false);
        job?.done(response);
      },
      (cause) => {
        if (seat.thread === thread) vacate(seat, new WorkerFailedError("A worker thread failed", { cause }));
      },
    );
    seat.thread = thread;
    return thread;
  }

  function runPart(
    seat: Seat,
    filters: readonly WaveletFilter[],
    dtype: Dtype,
    request: Omit<Extract<Request, { kind: "transform" }>, "kind" | "job">,
  ): Promise<Response> {
    return new Promise((done, fail) => {
      const thread = threadOf(seat);
      const { bank } = request;
      if (!seat.banks.has(bank)) {
        seat.banks.add(bank);
        thread.post({ kind: "keep", bank, filters, dtype });
      }
      const job = nextJob++;
      seat.jobs.set(job, { done, fail });
      thread.hold(true);
      thread.post({ kind: "transform", job, ...request });
    });
  }

  /** The signal itself if it lies in shared memory, else a copy that does. */
  function lend(x: Signal): Signal {
    if (isShared(x)) return x;
    const buffer =
      spare !== undefined && spare.byteLength >= x.byteLength ? spare : new SharedArrayBuffer(x.byteLength);
    spare = undefined;
    const copy =
      x instanceof Float64Array ? new Float64Array(buffer, 0, x.length) : new Float32Array(buffer, 0, x.length);
    copy.set(x);
    return copy;
  }

  /** Keeps memory that no thread reads any more for the next signal. */
  function takeBack({ buffer }: Signal): void {
    if (buffer.byteLength <= MOST_SPARE) spare = buffer as SharedArrayBuffer;
  }

  return {
    threads,
    async cwt(x, scales, options = {}) {
      if (closed) throw new PoolClosedError("The pool is closed");
      options.signal?.throwIfAborted();
      checkSignal("x", x);
      const prepared = prepareCwt({ ...options, scales });
      const { complex, dtype, filters, engine, frequencies } = prepared;
      const { length } = x;
      const size = prepared.scales.length * length;
      const output = outputOf(prepared, size, x, options.output, shared ? createShared : undefined);
      const direct = !shared || partsOf(output).every(isShared);
      const work = direct ? output : outputOf(prepared, size, x, undefined, createShared);
      const bank = bankOf(filters);
      const costs = engine.costsOf(length);
      const step = Math.ceil(costs.length / MOST_UNITS);
      const ranges = divide(sumEvery(costs, step), threads);
      const units = shared ? createSharedUnits(ranges) : undefined;
      const samples = shared ? lend(x) : x;
      // Those with the least to do already.
      const chosen = [...seats].sort((a, b) => a.jobs.size - b.jobs.size);
      const parts = ranges.map(([first, end], thread) =>
        runPart(chosen[thread]!, filters, dtype, {
          bank,
          work:
            units === undefined
              ? { x, first: first * step, end: Math.min(end * step, costs.length) }
              : { x: viewOf(samples), units, step, count: costs.length, thread, parts: partsOf(work).map(viewOf) },
        }),
      );
      let responses: Response[];
      try {
        responses = await unlessAborted(Promise.all(parts), options.signal);
      } catch (error) {
        if (units !== undefined) abandon(units);
        throw error;
      }
      for (const response of responses) {
        if ("error" in response) throw new WorkerFailedError(`A worker thread failed: ${response.error}`);
      }
      const arrays = partsOf(output);
      for (const response of responses) {
        for (const { row, start: at, values } of "pieces" in response ? response.pieces : []) {
          arrays[row % arrays.length]!.set(values, Math.floor(row / arrays.length) * length + at);
        }
      }
      if (samples !== x) takeBack(samples);
      if (work !== output) arrays.forEach((array, i) => array.set(partsOf(work)[i]!));
      const shape = [prepared.scales.length, length] as const;
      return { ...output, complex, shape, scales: prepared.scales, frequencies } as never;
    },
    close() {
      closed = true;
      for (const seat of seats) vacate(seat, new PoolClosedError("The pool was closed"));
    },
  };
}

/** Ends the thread of a seat and fails its jobs; the next job starts another thread. */
function vacate(seat: Seat, error: Error): void {
  seat.thread?.terminate();
  seat.thread = undefined;
  seat.banks.clear();
  const jobs = [...seat.jobs.values()];
  seat.jobs.clear();
  for (const job of jobs) job.fail(error);
}

/** Contiguous ranges of units of about equal work, none empty: one for each thread for which there is enough. */
function divide(costs: Float64Array, threads: number): [number, number][] {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const parts = Math.max(1, Math.min(threads, Math.floor(total / LEAST_WORK)));
  const ranges: [number, number][] = [];
  let first = 0;
  let done = 0;
  costs.forEach((cost, unit) => {
    done += cost;
    const rest = parts - ranges.length;
    // Half a unit's cost decides to which side of a boundary it goes.
    if (rest > 1 && done >= ((ranges.length + 1) / parts) * total - cost / 2 && unit + 1 < costs.length) {
      ranges.push([first, unit + 1]);
      first = unit + 1;
    }
  });
  ranges.push([first, costs.length]);
  return ranges;
}

/** Sums of every `step` values; the last may be of fewer. */
function sumEvery(values: Float64Array, step: number): Float64Array {
  const sums = new Float64Array(Math.ceil(values.length / step));
  values.forEach((value, i) => (sums[Math.floor(i / step)]! += value));
  return sums;
}

function partsOf(output: OutputArrays): Signal[] {
  return "data" in output ? [output.data] : [output.re, output.im];
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
