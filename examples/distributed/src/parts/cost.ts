/** Seconds of one run. */
export interface Timing {
  /** From the start of the first command to the end of the last. */
  readonly whole: number;
  /** From the first job that was taken to the last that was done. */
  readonly jobs: number;
  /** Processor time of all processes that compute. */
  readonly processor: number;
  /** Processor time of everything else on the machine meanwhile. */
  readonly others: number;
}

/** What `bench` measured. */
export interface BenchResult {
  readonly machine: string;
  readonly settings: {
    readonly values: string;
    readonly timeStep: number;
    readonly copies: string;
    readonly perShard: number;
  };
  /** Whether each process had one core and no other. */
  readonly oneCore: boolean;
  readonly clips: number;
  readonly audioSeconds: number;
  /** What of it is in frames; the rest is silence at the ends, or shorter than a frame. */
  readonly keptSeconds: number;
  readonly storeBytes: number;
  /** Round after round. */
  readonly rounds: readonly Round[];
  /** Medians of the rounds. */
  readonly seconds: Round;
}

/** One round. */
export interface Round {
  /** One worker that takes jobs from the queue. */
  readonly one: Timing;
  /** Two of them. */
  readonly two: Timing;
  /** One worker, and beside it, at the same time, the same work without a queue. */
  readonly besideDirect: Timing;
  readonly direct: Timing;
}

/** What is assumed of a provider. Prices in one currency. */
export interface Prices {
  readonly coreHour: number;
  readonly gigabyteMonth: number;
  readonly thousandWrites: number;
  /** Share of the time in which a core computes: the rest goes to starts, stops and waiting. */
  readonly utilisation: number;
  readonly months: number;
  readonly recordingsPerShard: number;
}

/** What so much audio would cost. */
export interface Cost {
  readonly coreHours: number;
  readonly terabytes: number;
  readonly writes: number;
  readonly compute: number;
  readonly storage: number;
  readonly requests: number;
}

/** Objects that a shard leaves: its frames, their description, and the record of the shard. */
const objectsPerShard = 3;

/** Scales what was measured on one core with one worker to `hours` of audio in recordings of the same mean length. */
export function costOf(bench: BenchResult, hours: number, prices: Prices): Cost {
  const times = (hours * 3600) / bench.audioSeconds;
  const coreHours = (times * bench.seconds.one.whole) / 3600 / prices.utilisation;
  const terabytes = (times * bench.storeBytes) / 1e12;
  const writes = (times * bench.clips * objectsPerShard) / prices.recordingsPerShard;
  return {
    coreHours,
    terabytes,
    writes,
    compute: coreHours * prices.coreHour,
    storage: terabytes * 1000 * prices.gigabyteMonth * prices.months,
    requests: (writes / 1000) * prices.thousandWrites,
  };
}
