import { checkLabels, checkPositiveInteger } from "./check.js";

/** What a {@link FrameSource} is told about a read. */
export interface ReadContext {
  /** Number of the epoch, from 0; 0 in evaluation. Fresh noise for every epoch is seeded with it, so that a resumed run repeats it. */
  readonly epoch: number;
}

/**
 * Frames that training and evaluation draw batches from, wherever they are: in memory, on disk, or computed on the fly.
 *
 * The next batch is requested while the current one trains, so a source that works on another thread costs no time.
 */
export interface FrameSource {
  /** Number of frames. */
  readonly length: number;
  /** Shape of one frame. */
  readonly frameShape: readonly [timeSteps: number, channels: number];
  /**
   * Reads some frames.
   *
   * @param indices - Which, each from 0 to `length` - 1, in the order wanted.
   * @param target - Room of the right size that the frames may be put into, every number of it; what it holds is left from a former
   * batch. A new array for every batch costs time, since the system hands out memory page by page.
   * @returns `[indices.length, timeSteps, channels]`, row-major: `target`, or an array that the source does not touch again.
   */
  read(indices: Int32Array, context: ReadContext, target?: Float32Array): Float32Array | Promise<Float32Array>;
  /**
   * Optional: the order of visits in one epoch of training. A source that reads whole clips or chunks shuffles those, and
   * the frames within a few of them, so that each is read once. Without it every frame is drawn at random.
   *
   * @param random - Uniform random numbers in [0, 1), the only source of chance, so that a run can be repeated.
   * @returns Every index from 0 to `length` - 1 once.
   */
  order?(random: () => number): Int32Array;
}

/** Frames, and the class number of each. */
export interface LabelledFrames {
  readonly frames: FrameSource;
  readonly labels: ArrayLike<number>;
}

/**
 * Frames that are in memory already.
 *
 * @param data - `[frames, timeSteps, channels]`, row-major; used as it is, not copied.
 * @param shape - Its shape.
 * @throws {RangeError} If the shape holds anything but positive integers, or does not fit the data.
 *
 * @example
 * const source = arraySource(new Float32Array(10 * 16 * 4), [10, 16, 4]);
 * source.length; // 10
 */
export function arraySource(
  data: Float32Array,
  shape: readonly [frames: number, timeSteps: number, channels: number],
): FrameSource {
  for (const size of shape) checkPositiveInteger("shape", size);
  const [length, timeSteps, channels] = shape;
  const size = timeSteps * channels;
  if (data.length !== length * size) {
    throw new RangeError(`"data" must hold ${shape.join(" x ")} = ${length * size} numbers, got ${data.length}`);
  }
  return {
    length,
    frameShape: [timeSteps, channels],
    read(indices, _, batch = new Float32Array(indices.length * size)) {
      checkLabels("indices", indices, length);
      for (const [i, index] of indices.entries()) batch.set(data.subarray(index * size, (index + 1) * size), i * size);
      return batch;
    },
  };
}

/**
 * Some frames of another source, say those of one fold.
 *
 * @param source - Where the frames are.
 * @param indices - Which of them, each from 0 to `source.length` - 1.
 * @throws {RangeError} If `indices` is empty or holds anything but indices of the source.
 *
 * @example
 * const training = subsetSource(source, [0, 1, 2, 5]);
 * training.length; // 4
 */
export function subsetSource(source: FrameSource, indices: ArrayLike<number>): FrameSource {
  if (indices.length === 0) throw new RangeError('"indices" must not be empty');
  checkLabels("indices", indices, source.length);
  const chosen = Int32Array.from(indices);
  const subset: FrameSource = {
    length: chosen.length,
    frameShape: source.frameShape,
    read(wanted, context, target) {
      checkLabels("indices", wanted, chosen.length);
      return source.read(
        wanted.map((index) => chosen[index]!),
        context,
        target,
      );
    },
  };
  if (source.order === undefined) return subset;
  // Keeps the source's own order of visits, which spares it from reading a clip or chunk more than once.
  const places = new Map<number, number[]>();
  for (const [place, index] of chosen.entries()) places.set(index, [...(places.get(index) ?? []), place]);
  return {
    ...subset,
    order: (random) => Int32Array.from([...source.order!(random)].flatMap((index) => places.get(index) ?? [])),
  };
}

/** Reads one batch and throws unless it has the size that its source promises and holds finite numbers alone. */
export async function readChecked(
  source: FrameSource,
  indices: Int32Array,
  context: ReadContext,
  target?: Float32Array,
): Promise<Float32Array> {
  const data = await source.read(indices, context, target);
  const [timeSteps, channels] = source.frameShape;
  const size = timeSteps * channels;
  if (data.length !== indices.length * size) {
    throw new RangeError(
      `"frames" must read ${indices.length} frames of ${timeSteps} x ${channels} numbers, got ${data.length} numbers`,
    );
  }
  if (!allFinite(data)) {
    const wrong = data.findIndex((value) => !Number.isFinite(value));
    throw new RangeError(`"frames" must be finite, got ${data[wrong]} in frame ${indices[Math.floor(wrong / size)]}`);
  }
  return data;
}

/** A sum of float32 values cannot overflow float64 unless one is infinite. Four sums, as each addition waits for the one before. */
function allFinite(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = data.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += data[i]!;
    b += data[i + 1]!;
    c += data[i + 2]!;
    d += data[i + 3]!;
  }
  for (let i = whole; i < data.length; i += 1) a += data[i]!;
  return Number.isFinite(a + b + c + d);
}

/** One batch of {@link readBatches}. */
export interface Batch {
  readonly indices: Int32Array;
  readonly data: Float32Array;
}

/** Gives room for so many numbers, in two places in turn: what is in one stays until the call after the next. */
export type Room = (length: number) => Float32Array;

/** Room of which each place grows when it has to. */
export function createRoom(allocate = (length: number): Float32Array => new Float32Array(length)): Room {
  let [last, other] = [allocate(0), allocate(0)];
  return (length) => {
    [last, other] = [other.length < length ? allocate(length) : other, last];
    return last.subarray(0, length);
  };
}

/**
 * Reads batches in the order given, two at most at a time: one is used while the next is read.
 *
 * @param room - Where the batches must lie. Without it they lie where the source puts them.
 */
export class BatchReader {
  #start = 0;
  #next: Promise<Batch> | undefined;
  readonly #room: Room;
  readonly #mustLieThere: boolean;

  constructor(
    private readonly source: FrameSource,
    private readonly order: Int32Array,
    private readonly batchSize: number,
    private readonly context: ReadContext,
    room?: Room,
  ) {
    this.#room = room ?? createRoom();
    this.#mustLieThere = room !== undefined;
  }

  /** Requests the next batch, unless it is requested already or there is none. */
  prefetch(): void {
    if (this.#next !== undefined || this.#start >= this.order.length) return;
    const indices = this.order.slice(this.#start, this.#start + this.batchSize);
    this.#start += this.batchSize;
    this.#next = this.#read(indices);
    // Its failure is met when its turn comes; a reader that stops earlier never asks.
    this.#next.catch(() => undefined);
  }

  async #read(indices: Int32Array): Promise<Batch> {
    const [timeSteps, channels] = this.source.frameShape;
    const target = this.#room(indices.length * timeSteps * channels);
    const data = await readChecked(this.source, indices, this.context, target);
    if (!this.#mustLieThere || data === target) return { indices, data };
    target.set(data);
    return { indices, data: target };
  }

  /** The next batch; `undefined` behind the last. */
  next(): Promise<Batch | undefined> {
    this.prefetch();
    const batch = this.#next;
    this.#next = undefined;
    return batch ?? Promise.resolve(undefined);
  }
}

/**
 * Reads batches in the order given, always requesting one ahead of the one in use. What a batch holds stays until the next one is
 * asked for.
 */
export async function* readBatches(
  source: FrameSource,
  order: Int32Array,
  batchSize: number,
  context: ReadContext,
): AsyncGenerator<Batch, void, void> {
  const reader = new BatchReader(source, order, batchSize, context);
  for (;;) {
    const batch = await reader.next();
    if (batch === undefined) return;
    reader.prefetch();
    yield batch;
  }
}
