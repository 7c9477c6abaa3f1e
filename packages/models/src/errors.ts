/** Training stopped because the loss became NaN or infinite. The last checkpoint is untouched; try a lower learning rate. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Number of the batch in the epoch, from 1. */
  readonly batch: number;
  /** The loss: NaN or infinite. */
  readonly loss: number;

  constructor(epoch: number, batch: number, loss: number) {
    super(`the loss became ${loss} in batch ${batch} of epoch ${epoch}: try a lower learning rate`);
    this.epoch = epoch;
    this.batch = batch;
    this.loss = loss;
  }
}

/** A checkpoint or saved model is damaged, or does not fit what it is loaded into. Start anew, or restore the former settings. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
