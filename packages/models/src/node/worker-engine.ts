import { Worker } from "node:worker_threads";

import * as tf from "@tensorflow/tfjs-core";
import type { layers, LayersModel } from "@tensorflow/tfjs-layers";

import { DivergedError } from "../errors.js";
import { type Batch, createRoom } from "../frame-source.js";
import type { BatchPlace, Gradients } from "../gradients.js";
import type { TrainedNetwork } from "../trained-network.js";
import type { GradientEngine } from "../training-strategy.js";
import { fromFlat, sizeOf, toFlat, variablesOf } from "./flat-weights.js";
import { sharedSumsMemory } from "./shared-sums.js";
import type { PassRequest, WorkerMessage, WorkerStart } from "./training-message.js";
import { WorkerFailedError } from "./worker-failed-error.js";

type Outcome = Extract<WorkerMessage, { kind: "done" }>;

const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(4 * length));

/**
 * Worker threads that compute the gradients of one network together.
 *
 * @param entry - The script of the workers.
 * @throws {WorkerFailedError} If one does not start.
 */
export async function startWorkerEngine(network: TrainedNetwork, count: number, entry: URL): Promise<GradientEngine> {
  let artifacts: tf.io.ModelArtifacts;
  await network.network.save(
    tf.io.withSaveHandler((given) => {
      artifacts = given;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(given) });
    }),
  );
  const engine = new WorkerEngine(network, artifacts!, count, entry);
  try {
    await engine.ready();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return engine;
}

class WorkerEngine implements GradientEngine {
  readonly #variables: readonly tf.Variable[];
  readonly #fixed: readonly tf.Variable[];
  readonly #trainable: Float32Array;
  readonly #moved: Float32Array;
  readonly #gradients: readonly Float32Array[];
  readonly #workers: readonly TrainingThread[];
  readonly #frameShape: readonly [number, number];
  readonly room = createRoom(sharedFloats);

  constructor(network: TrainedNetwork, artifacts: tf.io.ModelArtifacts, count: number, entry: URL) {
    const { model, frameShape, labels, classWeights } = network;
    this.#variables = variablesOf(model, "trainable");
    this.#fixed = variablesOf(model, "fixed");
    this.#trainable = sharedFloats(sizeOf(this.#variables));
    this.#moved = sharedFloats(sizeOf(this.#fixed));
    this.#gradients = Array.from({ length: count }, () => sharedFloats(this.#trainable.length));
    this.#frameShape = frameShape;
    const start: Omit<WorkerStart, "rank" | "gradients"> = {
      network: artifacts,
      frameShape,
      ...(labels === undefined ? {} : { labels: Int32Array.from(labels) }),
      ...(classWeights === undefined ? {} : { classWeights }),
      trainable: this.#trainable,
      fixed: this.#moved,
      sums: sharedSumsMemory(count, 2 * mostChannels(model) + 1),
    };
    this.#workers = this.#gradients.map(
      (gradients, rank) => new TrainingThread(entry, { ...start, rank, gradients }, count),
    );
  }

  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.answer()));
  }

  async gradients(batch: Batch, place: BatchPlace, meanwhile: () => void): Promise<Gradients> {
    toFlat(this.#variables, this.#trainable);
    toFlat(this.#fixed, this.#moved);
    const running = this.#divide(batch);
    meanwhile();
    const outcomes = (await running) as Outcome[];
    const loss = outcomes.reduce((sum, outcome) => sum + outcome.loss, 0);
    if (!Number.isFinite(loss)) throw new DivergedError(place.epoch, place.batch, loss);
    fromFlat(this.#fixed, this.#moved);
    const totals = outcomes[0]!.totals.map((_, i) => outcomes.reduce((sum, { totals: own }) => sum + own[i]!, 0));
    return { loss, output: joined(outcomes), totals, gradients: this.#sum(outcomes.length) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Gives every worker its part, as equal as can be; those without a frame do not take part. */
  #divide({ data, indices }: Batch): Promise<WorkerMessage[]> {
    const size = this.#frameShape[0] * this.#frameShape[1];
    const workers = Math.min(this.#workers.length, indices.length);
    const boundary = (rank: number): number => Math.floor((rank * indices.length) / workers);
    return Promise.all(
      this.#workers.slice(0, workers).map((worker, rank) => {
        const [from, to] = [boundary(rank), boundary(rank + 1)];
        return worker.run({
          frames: data.subarray(from * size, to * size),
          indices: indices.slice(from, to),
          share: (to - from) / indices.length,
          workers,
        });
      }),
    );
  }

  /** In the order of the workers, so that a run can be repeated to the last bit. */
  #sum(workers: number): tf.NamedTensorMap {
    const sums = this.#gradients[0]!.slice();
    for (const gradients of this.#gradients.slice(1, workers)) {
      for (let i = 0; i < sums.length; i += 1) sums[i]! += gradients[i]!;
    }
    const named: tf.NamedTensorMap = {};
    let at = 0;
    for (const { name, shape, size } of this.#variables) {
      named[name] = tf.tensor(sums.slice(at, at + size), shape);
      at += size;
    }
    return named;
  }
}

/** One worker, and the message that is awaited from it. */
class TrainingThread {
  readonly #worker: Worker;
  #settle: { resolve(message: WorkerMessage): void; reject(error: Error): void } | undefined;
  #awaited: Promise<WorkerMessage>;
  #failure: Error | undefined;

  constructor(entry: URL, start: WorkerStart, workers: number) {
    this.#awaited = this.#expect();
    // Options of the process, such as `--input-type` or loaders, are not for this file.
    this.#worker = new Worker(entry, { workerData: start, execArgv: [] });
    const fail = (cause: Error): void => {
      this.#failure ??= new WorkerFailedError(start.rank + 1, workers, cause);
      this.#settle?.reject(this.#failure);
    };
    this.#worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "failed") fail(message.error);
      else this.#settle?.resolve(message);
    });
    this.#worker.on("error", fail);
    this.#worker.on("exit", (code) => fail(new Error(`its thread ended with exit code ${code}`)));
  }

  answer(): Promise<WorkerMessage> {
    return this.#awaited;
  }

  run(request: PassRequest): Promise<WorkerMessage> {
    this.#awaited = this.#expect();
    if (this.#failure === undefined) this.#worker.postMessage(request, []);
    else this.#settle!.reject(this.#failure);
    return this.#awaited;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #expect(): Promise<WorkerMessage> {
    const message = new Promise<WorkerMessage>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Met by whoever awaits the answer; once one worker failed nobody asks for the others.
    message.catch(() => undefined);
    return message;
  }
}

function joined(outcomes: readonly Outcome[]): tf.TypedArray | undefined {
  const parts = outcomes.flatMap(({ output }) => (output === undefined ? [] : [output]));
  if (parts.length === 0) return undefined;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts[0] instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Of the batch normalisations, whose sums the workers share. */
function mostChannels(model: LayersModel): number {
  const widths = model.layers.flatMap((layer: layers.Layer) =>
    layer.getClassName() === "BatchNormalization" ? [layer.weights[0]!.shape[0]!] : [],
  );
  return Math.max(0, ...widths);
}
