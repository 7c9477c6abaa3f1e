import { createPool } from "./pool/create-pool.js";
import type { CwtPool } from "./pool/create-pool.js";
import type { Response } from "./pool/message.js";

export type { CwtPool, PoolCwtOptions } from "./pool/create-pool.js";
export { PoolClosedError, WorkerFailedError } from "./pool/pool-errors.js";

/** Options of {@link createCwtPool}. */
export interface CwtPoolOptions {
  /** Worker threads, an integer from 1 to 256. Default: as many as the machine has logical processors. */
  readonly threads?: number;
}

/**
 * Worker threads that compute the transform of `cwt`, in Node and in the browser.
 *
 * Threads start with the first transform that needs them. Coefficients are the same to the last bit for any number of
 * threads.
 *
 * @param options - `threads`.
 * @returns The pool. Close it when it is not needed any more.
 * @throws {TypeError} If `threads` is not a number.
 * @throws {RangeError} If `threads` is not an integer from 1 to 256.
 *
 * @example
 * const pool = createCwtPool({ threads: 2 });
 * const { data, shape } = await pool.cwt(new Float32Array(4000), [6, 7, 8]);
 * pool.close();
 */
export function createCwtPool(options: CwtPoolOptions = {}): CwtPool {
  const { threads = navigator.hardwareConcurrency } = options;
  return createPool(
    (receive, fail) => {
      const worker = new Worker(new URL("./pool-worker.js", import.meta.url), { type: "module" });
      worker.addEventListener("message", ({ data }: MessageEvent<Response>) => receive(data));
      worker.addEventListener("error", (event) => fail(event.error ?? event.message), { once: true });
      return {
        post: (request) => worker.postMessage(request, []),
        // A page lives on without work.
        hold: () => undefined,
        terminate: () => worker.terminate(),
      };
    },
    threads,
    typeof SharedArrayBuffer === "function",
  );
}
