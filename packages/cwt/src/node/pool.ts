/// <reference types="node" />
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import type { CwtPoolOptions } from "../pool.js";
import { createPool } from "../pool/create-pool.js";
import type { CwtPool } from "../pool/create-pool.js";
import type { Response } from "../pool/message.js";

export type { CwtPoolOptions } from "../pool.js";
export type { CwtPool, PoolCwtOptions } from "../pool/create-pool.js";
export { PoolClosedError, WorkerFailedError } from "../pool/pool-errors.js";

/** As in the browser: see `../pool.ts`. An idle pool does not keep the process alive. */
export function createCwtPool(options: CwtPoolOptions = {}): CwtPool {
  const { threads = availableParallelism() } = options;
  return createPool(
    (receive, fail) => {
      // Options of the process, such as `--input-type` or loaders, are not for this file.
      const worker = new Worker(new URL("./pool-worker.js", import.meta.url), { execArgv: [] });
      worker.unref();
      worker.on("message", (response: Response) => receive(response));
      worker.on("error", fail);
      worker.on("exit", (code) => fail(new Error(`The worker exited with code ${code}`)));
      return {
        post: (request) => worker.postMessage(request, []),
        hold: (busy) => (busy ? worker.ref() : worker.unref()),
        terminate: () => void worker.terminate(),
      };
    },
    threads,
    true,
  );
}
