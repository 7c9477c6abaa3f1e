import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

import { checkIndex, checkPositive, checkPositiveInteger } from "./check.js";
import {
  type Checkpoint,
  checkSameRun,
  readWeights,
  restoreWeights,
  type RunProgress,
  type RunSettings,
  type TensorRecords,
} from "./checkpoint.js";
import { BatchReader, type FrameSource } from "./frame-source.js";
import { addGradients, type Gradients } from "./gradients.js";
import type { EpochRecord, Figures, History } from "./history.js";
import { type MemoryPlan, planPasses } from "./memory-plan.js";
import { nextTurn } from "./next-turn.js";
import { createOptimizer, readOptimizer, restoreOptimizer, setLearningRate } from "./optimizer.js";
import { mixSeed, randomOrder, uniformRandom } from "./random.js";
import { isBetter, isStale } from "./selection.js";
import { checkBackend } from "./shape-check.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainedNetwork } from "./trained-network.js";
import { type GradientEngine, ownThread } from "./training-strategy.js";

/** What one network's training brings to the loop. */
export interface TrainingTask {
  readonly network: TrainedNetwork;
  readonly frames: FrameSource;
  /** Sums over a batch that figures can be made of; the first is the number of frames, the second the sum of their losses. */
  totals(indices: Int32Array, pass: Gradients): readonly number[];
  /** Figures of all totals added up. */
  figures(totals: readonly number[]): Figures;
  /** Names of the figures. */
  readonly figureNames: readonly string[];
  /** Figures of the validation data; throws the signal's reason if that fires. */
  readonly validate?: (options: { readonly batchSize: number; readonly signal?: AbortSignal }) => Promise<Figures>;
}

type LoopOptions = TrainOptions & Required<Pick<TrainOptions, "epochs" | "batchSize" | "optimizer">>;

/** Trains until the epochs are done, nothing improves, or a signal says stop. */
export async function runTraining(task: TrainingTask, given: LoopOptions): Promise<History> {
  checkOptions(task, given);
  const memory = await memoryPlan(task, given);
  const options = memory === undefined ? given : divided(given, memory);
  const { accumulate = 1, seed = 0, batchSize, selection, checkpoints } = options;
  const settings = { seed, batchSize, accumulate, optimizer: options.optimizer, frames: task.frames.length };
  const optimizer = createOptimizer(options.optimizer);
  let engine: GradientEngine | undefined;
  try {
    const former = checkpoints?.resume === true ? await checkpoints.store.load() : undefined;
    const variables = variablesOf(task.network);
    engine = await (options.parallel ?? ownThread).start(task.network, variables);
    const run = new Run(task, options, settings, optimizer, engine, variables);
    if (former !== undefined) await run.restore(former);
    const stopped = await run.finish();
    if (stopped !== "aborted" && selection !== undefined && selection.restoreBest !== false) run.takeBest();
    return { ...run.history(stopped), ...(memory === undefined ? {} : { memory }) };
  } finally {
    optimizer.dispose();
    await engine?.close();
  }
}

async function memoryPlan(
  { network }: TrainingTask,
  { batchSize, memoryLimit, parallel }: LoopOptions,
): Promise<MemoryPlan | undefined> {
  if (memoryLimit === undefined) return undefined;
  return planPasses(network, variablesOf(network), { batchSize, memoryLimit, workers: parallel?.workers ?? 1 });
}

function divided(options: LoopOptions, { framesPerPass, passes }: MemoryPlan): LoopOptions {
  return { ...options, batchSize: framesPerPass, accumulate: (options.accumulate ?? 1) * passes };
}

function variablesOf({ model }: TrainedNetwork): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

class Run {
  #progress: RunProgress = { epoch: 0, step: 0, totals: [], records: [] };
  #best: TensorRecords | undefined;
  #stepsDone = 0;
  readonly #started = performance.now();
  readonly #steps: number;
  readonly #model: LayersModel;

  constructor(
    private readonly task: TrainingTask,
    private readonly options: LoopOptions,
    private readonly settings: RunSettings,
    private readonly optimizer: tf.Optimizer,
    private readonly engine: GradientEngine,
    private readonly variables: readonly tf.Variable[],
  ) {
    const { batchSize, accumulate, frames } = settings;
    this.#steps = Math.ceil(frames / (batchSize * accumulate));
    this.#model = task.network.model;
  }

  async restore(checkpoint: Checkpoint): Promise<void> {
    checkSameRun(checkpoint.settings, this.settings);
    restoreWeights(this.#model, checkpoint.weights);
    await restoreOptimizer(this.optimizer, checkpoint.optimizer);
    this.#progress = checkpoint.progress;
    this.#best = checkpoint.best;
  }

  async finish(): Promise<History["stopped"]> {
    const { epochs, signal, onEpoch, selection } = this.options;
    while (this.#progress.epoch < epochs) {
      const { epoch, best } = this.#progress;
      if (isStale(epoch, best, selection?.patience)) return "early";
      const record = await this.#runEpoch(epoch);
      if (record !== undefined) await this.#endEpoch(record);
      await this.#save();
      if (record === undefined) return "aborted";
      onEpoch?.(record);
      if (signal?.aborted === true) return "aborted";
    }
    return "finished";
  }

  takeBest(): void {
    if (this.#best !== undefined) restoreWeights(this.#model, this.#best);
  }

  history(stopped: History["stopped"]): History {
    const { records, best } = this.#progress;
    return { epochs: records, ...(best === undefined ? {} : { best }), stopped };
  }

  /** Trains the rest of an epoch and validates; `undefined` if the signal stopped it. */
  async #runEpoch(epoch: number): Promise<EpochRecord | undefined> {
    const { schedule, optimizer, batchSize, signal } = this.options;
    const started = performance.now();
    const learningRate = schedule?.(epoch + 1) ?? optimizer.learningRate;
    setLearningRate(this.optimizer, learningRate);
    if (!(await this.#train(epoch))) return undefined;
    let validation: Figures | undefined;
    try {
      validation = await this.task.validate?.({ batchSize, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (signal?.aborted === true) return undefined;
      throw error;
    }
    return {
      epoch: epoch + 1,
      learningRate,
      seconds: (performance.now() - started) / 1000,
      training: this.task.figures(this.#progress.totals),
      ...(validation === undefined ? {} : { validation }),
    };
  }

  /** Trains the rest of an epoch; false if the signal stopped it. */
  async #train(epoch: number): Promise<boolean> {
    const { seed, batchSize, accumulate, frames } = this.settings;
    const { signal, checkpoints } = this.options;
    const random = uniformRandom(mixSeed(seed, epoch));
    const order = this.task.frames.order?.(random) ?? randomOrder(frames, random);
    checkOrder(order, frames);
    const perStep = batchSize * accumulate;
    const rest = order.subarray(this.#progress.step * perStep);
    const batches = new BatchReader(this.task.frames, rest, batchSize, { epoch }, this.engine.room);
    while (this.#progress.step < this.#steps) {
      await nextTurn();
      if (signal?.aborted === true) return false;
      await this.#step(batches, Math.min(perStep, frames - this.#progress.step * perStep));
      this.#report();
      const { step } = this.#progress;
      if (checkpoints?.everySteps !== undefined && step % checkpoints.everySteps === 0) await this.#save();
    }
    return true;
  }

  async #step(batches: BatchReader, frames: number): Promise<void> {
    let gradients: tf.NamedTensorMap | undefined;
    let { totals } = this.#progress;
    const place = { epoch: this.#progress.epoch + 1, batch: this.#progress.step * this.settings.accumulate };
    try {
      for (let done = 0; done < frames;) {
        const batch = (await batches.next())!;
        place.batch += 1;
        const pass = await this.engine.gradients(batch, place, () => batches.prefetch());
        gradients = addGradients(gradients, pass.gradients, batch.indices.length / frames);
        const before = totals;
        totals = this.task.totals(batch.indices, pass).map((value, i) => value + (before[i] ?? 0));
        done += batch.indices.length;
      }
      // In the model's order: the optimisers keep their state by place.
      this.optimizer.applyGradients(this.variables.map(({ name }) => ({ name, tensor: gradients![name]! })));
    } finally {
      tf.dispose(gradients ?? {});
    }
    this.#stepsDone += 1;
    this.#progress = { ...this.#progress, step: this.#progress.step + 1, totals };
  }

  async #endEpoch(record: EpochRecord): Promise<void> {
    const { records, best } = this.#progress;
    const { selection } = this.options;
    let chosen = best;
    if (selection !== undefined) {
      const value = record.validation![selection.monitor]!;
      if (isBetter(value, best, selection)) {
        chosen = { epoch: record.epoch, value };
        this.#best = await readWeights(this.#model);
      }
    }
    this.#progress = {
      epoch: record.epoch,
      step: 0,
      totals: [],
      records: [...records, record],
      ...(chosen === undefined ? {} : { best: chosen }),
    };
  }

  #report(): void {
    const { epochs, onProgress } = this.options;
    const { epoch, step, totals } = this.#progress;
    const secondsPerStep = (performance.now() - this.#started) / 1000 / this.#stepsDone;
    onProgress?.({
      epoch: epoch + 1,
      epochs,
      step,
      steps: this.#steps,
      loss: totals[1]! / totals[0]!,
      framesPerSecond: this.settings.frames / this.#steps / secondsPerStep,
      secondsLeft: ((epochs - epoch) * this.#steps - step) * secondsPerStep,
    });
  }

  async #save(): Promise<void> {
    await this.options.checkpoints?.store.save({
      settings: this.settings,
      progress: this.#progress,
      weights: await readWeights(this.#model),
      optimizer: await readOptimizer(this.optimizer),
      ...(this.#best === undefined ? {} : { best: this.#best }),
    });
  }
}

function checkOptions(task: TrainingTask, options: LoopOptions): void {
  const { epochs, batchSize, accumulate = 1, seed = 0, selection, checkpoints } = options;
  checkPositiveInteger("epochs", epochs);
  checkPositiveInteger("batchSize", batchSize);
  checkPositiveInteger("accumulate", accumulate);
  if (options.memoryLimit !== undefined) checkPositive("memoryLimit", options.memoryLimit);
  checkIndex("seed", seed);
  checkPositiveInteger("frames.length", task.frames.length);
  if (checkpoints?.everySteps !== undefined) checkPositiveInteger("checkpoints.everySteps", checkpoints.everySteps);
  if (selection !== undefined) {
    const { monitor, patience } = selection;
    if (patience !== undefined) checkPositiveInteger("selection.patience", patience);
    if (task.validate === undefined) throw new TypeError('"selection" needs "validation", got none');
    if (!task.figureNames.includes(monitor)) {
      throw new RangeError(`"selection.monitor" must be one of ${task.figureNames.join(", ")}, got ${monitor}`);
    }
  }
  if (task.network.model.trainableWeights.length === 0) {
    throw new RangeError('"model" must have weights that train, got a frozen one');
  }
  // In training mode tfjs would normalise by the statistics of the batch and move the averages, frozen or not.
  const frozen = task.network.model.layers.find(
    (layer) => !layer.trainable && layer.getClassName() === "BatchNormalization",
  );
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
