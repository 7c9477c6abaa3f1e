/** Shared memory in which threads add up their sums; as large as the largest call of {@link SharedSums.reduce} needs. */
export interface SharedSumsMemory {
  /** Threads that arrived, and the number of the round. */
  readonly control: Int32Array;
  /** [2, threads, size]: rounds take turns, so that one barrier a round is enough. */
  readonly slots: Float64Array;
  readonly size: number;
}

/** Room for sums of up to `size` numbers over up to `threads` threads. */
export function sharedSumsMemory(threads: number, size: number): SharedSumsMemory {
  return {
    control: new Int32Array(new SharedArrayBuffer(8)),
    slots: new Float64Array(new SharedArrayBuffer(16 * threads * size)),
    size,
  };
}

/**
 * One thread's side of an all-reduce. Every thread adds in the order of the ranks, so that all get the same numbers to the
 * last bit, run after run.
 */
export class SharedSums {
  #threads = 1;
  #half = 0;

  constructor(
    private readonly memory: SharedSumsMemory,
    private readonly rank: number,
  ) {}

  /** Begins a pass of the threads of rank 0 to `threads` - 1. No thread may still be in a former pass. */
  begin(threads: number): void {
    this.#threads = threads;
    this.#half = 0;
  }

  /** Puts the sums over all threads in the place of this thread's. Blocks until all have called it. */
  reduce(sums: Float64Array): void {
    const { slots, size } = this.memory;
    const start = this.#half * (slots.length / 2);
    slots.set(sums, start + this.rank * size);
    this.#wait();
    for (let i = 0; i < sums.length; i += 1) {
      let sum = 0;
      for (let thread = 0; thread < this.#threads; thread += 1) sum += slots[start + thread * size + i]!;
      sums[i] = sum;
    }
    this.#half = 1 - this.#half;
  }

  #wait(): void {
    const { control } = this.memory;
    const round = Atomics.load(control, 1);
    if (Atomics.add(control, 0, 1) === this.#threads - 1) {
      Atomics.store(control, 0, 0);
      Atomics.add(control, 1, 1);
      Atomics.notify(control, 1);
      return;
    }
    while (Atomics.load(control, 1) === round) Atomics.wait(control, 1, round);
  }
}
