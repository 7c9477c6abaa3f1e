import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { checkIndex, checkPositiveInteger } from "./check.js";
import {
  type Checkpoint,
  checkSameRun,
  readWeights,
  restoreWeights,
  type RunProgress,
  type RunSettings,
  type TensorRecords,
} from "./checkpoint.js";
import { DivergedError } from "./errors.js";
import { type Batch, type FrameSource, readBatches } from "./frame-source.js";
import type { EpochRecord, Figures, History } from "./history.js";
import { createOptimizer, readOptimizer, restoreOptimizer, setLearningRate } from "./optimizer.js";
import { mixSeed, randomOrder, uniformRandom } from "./random.js";
import { checkBackend } from "./shape-check.js";
import type { TrainOptions } from "./train-options.js";

/** What one network's training brings to the loop. */
export interface TrainingTask {
  /** Its trainable weights learn, and all its weights are saved. */
  readonly model: LayersModel;
  readonly frames: FrameSource;
  /** Mean loss over a batch, and what {@link TrainingTask.totals} wants of the pass. */
  pass(batch: Batch): { readonly loss: tf.Scalar; readonly output?: tf.Tensor };
  /** Sums over a batch that figures can be made of; the first is the number of frames, the second the sum of their losses. */
  totals(batch: Batch, loss: number, output: tf.TypedArray | undefined): readonly number[];
  /** Figures of all totals added up. */
  figures(totals: readonly number[]): Figures;
  /** Figures of the validation data; throws the signal's reason if that fires. */
  readonly validate?: (batchSize: number, signal?: AbortSignal) => Promise<Figures>;
}

type LoopOptions = TrainOptions & Required<Pick<TrainOptions, "epochs" | "batchSize" | "optimizer">>;

/** Trains until the epochs are done, nothing improves, or a signal says stop. */
export async function runTraining(task: TrainingTask, options: LoopOptions): Promise<History> {
  const { accumulate = 1, seed = 0, selection, checkpoints } = options;
  checkOptions(task, options);
  const settings: RunSettings = {
    seed,
    batchSize: options.batchSize,
    accumulate,
    optimizer: options.optimizer,
    frames: task.frames.length,
  };
  const optimizer = createOptimizer(options.optimizer);
  try {
    const former = checkpoints?.resume === true ? await checkpoints.store.load() : undefined;
    const run = new Run(task, options, settings, optimizer);
    if (former !== undefined) await run.restore(former);
    const stopped = await run.finish();
    if (stopped !== "aborted" && selection !== undefined && selection.restoreBest !== false) run.takeBest();
    return run.history(stopped);
  } finally {
    optimizer.dispose();
  }
}

class Run {
  #progress: RunProgress = { epoch: 0, step: 0, totals: [], records: [] };
  #best: TensorRecords | undefined;
  readonly #steps: number;
  readonly #variables: readonly tf.Variable[];
  readonly #started = performance.now();
  #stepsDone = 0;

  constructor(
    private readonly task: TrainingTask,
    private readonly options: LoopOptions,
    private readonly settings: RunSettings,
    private readonly optimizer: tf.Optimizer,
  ) {
    const { batchSize, accumulate, frames } = settings;
    this.#steps = Math.ceil(Math.ceil(frames / batchSize) / accumulate);
    this.#variables = task.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  }

  async restore(checkpoint: Checkpoint): Promise<void> {
    checkSameRun(checkpoint.settings, this.settings);
    restoreWeights(this.task.model, checkpoint.weights);
    await restoreOptimizer(this.optimizer, checkpoint.optimizer);
    this.#progress = checkpoint.progress;
    this.#best = checkpoint.best;
  }

  async finish(): Promise<History["stopped"]> {
    const { epochs, signal, onEpoch } = this.options;
    while (this.#progress.epoch < epochs) {
      if (this.#isStale()) return "early";
      const started = performance.now();
      const rate = this.#setRate();
      if (!(await this.#trainEpoch())) return this.#abort();
      let validation: Figures | undefined;
      try {
        validation = await this.task.validate?.(this.settings.batchSize, signal);
      } catch (error) {
        if (signal?.aborted === true) return this.#abort();
        throw error;
      }
      const { epoch, totals } = this.#progress;
      const record: EpochRecord = {
        epoch: epoch + 1,
        learningRate: rate,
        seconds: (performance.now() - started) / 1000,
        training: this.task.figures(totals),
        ...(validation === undefined ? {} : { validation }),
      };
      await this.#endEpoch(record);
      await this.#save();
      onEpoch?.(record);
      if (signal?.aborted === true) return "aborted";
    }
    return "finished";
  }

  takeBest(): void {
    if (this.#best !== undefined) restoreWeights(this.task.model, this.#best);
  }

  history(stopped: History["stopped"]): History {
    const { records, best } = this.#progress;
    return { epochs: records, ...(best === undefined ? {} : { best }), stopped };
  }

  /** Trains the rest of an epoch; false if the signal stopped it. */
  async #trainEpoch(): Promise<boolean> {
    const { seed, batchSize, accumulate, frames } = this.settings;
    const { signal, checkpoints } = this.options;
    const { epoch } = this.#progress;
    const random = uniformRandom(mixSeed(seed, epoch));
    const order = this.task.frames.order?.(random) ?? randomOrder(frames, random);
    checkOrder(order, frames);
    const perStep = batchSize * accumulate;
    const rest = order.subarray(this.#progress.step * perStep);
    const batches = readBatches(this.task.frames, rest, batchSize, { epoch });
    while (this.#progress.step < this.#steps) {
      // Lets timers, signals and, in a page, the screen have their turn.
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
      if (signal?.aborted === true) return false;
      await this.#trainStep(batches, Math.min(perStep, frames - this.#progress.step * perStep));
      this.#report();
      const { step } = this.#progress;
      if (checkpoints?.everySteps !== undefined && step % checkpoints.everySteps === 0) await this.#save();
    }
    return true;
  }

  async #trainStep(batches: AsyncGenerator<Batch, void, void>, frames: number): Promise<void> {
    let gradients: tf.NamedTensorMap | undefined;
    let totals = this.#progress.totals;
    try {
      let number = this.#progress.step * this.settings.accumulate;
      for (let done = 0; done < frames;) {
        const batch = (await batches.next()).value!;
        number += 1;
        const pass = await this.#gradients(batch, number);
        gradients = addGradients(gradients, pass.gradients, batch.indices.length / frames);
        const added = this.task.totals(batch, pass.loss, pass.output);
        totals = added.map((value, i) => value + (totals[i] ?? 0));
        done += batch.indices.length;
      }
      // In the model's order: the optimisers keep their state by place.
      this.optimizer.applyGradients(this.#variables.map(({ name }) => ({ name, tensor: gradients![name]! })));
    } finally {
      if (gradients !== undefined) tf.dispose(gradients);
    }
    this.#stepsDone += 1;
    this.#progress = { ...this.#progress, step: this.#progress.step + 1, totals };
  }

  async #gradients(
    batch: Batch,
    number: number,
  ): Promise<{
    readonly loss: number;
    readonly output: tf.TypedArray | undefined;
    readonly gradients: tf.NamedTensorMap;
  }> {
    let kept: tf.Tensor | undefined;
    const { value, grads } = tf.tidy(() =>
      tf.variableGrads(() => {
        const { loss, output } = this.task.pass(batch);
        if (output !== undefined) kept = tf.keep(output);
        return loss;
      }, [...this.#variables]),
    );
    const loss = (await value.data())[0]!;
    const output = await kept?.data();
    tf.dispose([value, ...(kept === undefined ? [] : [kept])]);
    if (!Number.isFinite(loss)) {
      tf.dispose(grads);
      throw new DivergedError(this.#progress.epoch + 1, number, loss);
    }
    return { loss, output, gradients: grads };
  }

  async #endEpoch(record: EpochRecord): Promise<void> {
    const { epoch, records, best } = this.#progress;
    const { selection } = this.options;
    let chosen = best;
    if (selection !== undefined) {
      const value = record.validation?.[selection.monitor];
      if (value === undefined) {
        const known = Object.keys(record.validation ?? {}).join(", ");
        throw new RangeError(`"selection.monitor" must be one of ${known}, got ${selection.monitor}`);
      }
      if (isBetter(value, best?.value, selection)) {
        chosen = { epoch: epoch + 1, value };
        this.#best = await readWeights(this.task.model);
      }
    }
    this.#progress = {
      epoch: epoch + 1,
      step: 0,
      totals: [],
      records: [...records, record],
      ...(chosen === undefined ? {} : { best: chosen }),
    };
  }

  #isStale(): boolean {
    const { epoch, best } = this.#progress;
    return best !== undefined && epoch - best.epoch >= (this.options.selection?.patience ?? Infinity);
  }

  #setRate(): number {
    const { schedule, optimizer } = this.options;
    const rate = schedule?.(this.#progress.epoch + 1) ?? optimizer.learningRate;
    setLearningRate(this.optimizer, rate);
    return rate;
  }

  #report(): void {
    const { epochs, onProgress } = this.options;
    if (onProgress === undefined) return;
    const { epoch, step, totals } = this.#progress;
    const secondsPerStep = (performance.now() - this.#started) / 1000 / this.#stepsDone;
    onProgress({
      epoch: epoch + 1,
      epochs,
      step,
      steps: this.#steps,
      loss: totals[1]! / totals[0]!,
      framesPerSecond: this.settings.frames / this.#steps / secondsPerStep,
      secondsLeft: ((epochs - epoch) * this.#steps - step) * secondsPerStep,
    });
  }

  async #abort(): Promise<"aborted"> {
    await this.#save();
    return "aborted";
  }

  async #save(): Promise<void> {
    const store = this.options.checkpoints?.store;
    if (store === undefined) return;
    await store.save({
      settings: this.settings,
      progress: this.#progress,
      weights: await readWeights(this.task.model),
      optimizer: await readOptimizer(this.optimizer),
      ...(this.#best === undefined ? {} : { best: this.#best }),
    });
  }
}

function addGradients(
  sum: tf.NamedTensorMap | undefined,
  gradients: tf.NamedTensorMap,
  weight: number,
): tf.NamedTensorMap {
  if (sum === undefined && weight === 1) return gradients;
  const result: tf.NamedTensorMap = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    result[name] = tf.tidy(() => {
      const weighted = tf.mul(gradient, weight);
      return sum === undefined ? weighted : tf.add(sum[name]!, weighted);
    });
  }
  tf.dispose([gradients, sum ?? {}]);
  return result;
}

function isBetter(
  value: number,
  best: number | undefined,
  { monitor, minDelta = 0 }: { readonly monitor: string; readonly minDelta?: number },
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === undefined) return true;
  return monitor === "loss" ? value < best - minDelta : value > best + minDelta;
}

function checkOptions(task: TrainingTask, options: LoopOptions): void {
  const { epochs, batchSize, accumulate = 1, seed = 0, selection, checkpoints } = options;
  checkPositiveInteger("epochs", epochs);
  checkPositiveInteger("batchSize", batchSize);
  checkPositiveInteger("accumulate", accumulate);
  checkIndex("seed", seed);
  if (checkpoints?.everySteps !== undefined) checkPositiveInteger("checkpoints.everySteps", checkpoints.everySteps);
  if (selection?.patience !== undefined) checkPositiveInteger("selection.patience", selection.patience);
  if (selection !== undefined && task.validate === undefined) {
    throw new TypeError('"selection" needs "validation", got none');
  }
  checkPositiveInteger("frames.length", task.frames.length);
  if (task.model.trainableWeights.length === 0) {
    throw new RangeError('"model" must have weights that train, got a frozen one');
  }
  // In training mode tfjs would normalise by the statistics of the batch and move the averages, frozen or not.
  const frozen = task.model.layers.find((layer) => !layer.trainable && layer.getClassName() === "BatchNormalization");
  if (frozen !== undefined) {
    throw new RangeError(`"model" must not hold frozen batch normalisation, got ${frozen.name}: unfreeze(model) first`);
  }
  checkBackend();
}

function checkOrder(order: Int32Array, frames: number): void {
  const seen = new Uint8Array(frames);
  for (const index of order) seen[index] = 1;
  if (order.length !== frames || seen.includes(0)) {
    throw new RangeError(`"frames.order" must give each of the ${frames} indices once, got ${order.length} indices`);
  }
}
