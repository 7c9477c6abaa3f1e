/**
 * A worker thread of a training run died or could not do its work; `cause` says why. The run has ended, and its last checkpoint
 * is as it was: it can be resumed.
 */
export class WorkerFailedError extends Error {
  override readonly name = "WorkerFailedError";
  /** Number of the worker, from 1. */
  readonly worker: number;

  constructor(worker: number, workers: number, cause: Error) {
    super(`worker ${worker} of ${workers} failed: ${cause.message}. The last checkpoint is kept; resume from it`, {
      cause,
    });
    this.worker = worker;
  }
}
