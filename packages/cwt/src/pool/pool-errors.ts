/** A worker thread of a pool died or could not do its work; `cause` says why, where it is known. */
export class WorkerFailedError extends Error {
  override readonly name: string = "WorkerFailedError";
}

/** A transform was asked of a closed pool, or the pool was closed before it was done. */
export class PoolClosedError extends Error {
  override readonly name: string = "PoolClosedError";
}
