/** What `bench` measured. */
export interface BenchResult {
  readonly machine: string;
  readonly clips: number;
  readonly audioSeconds: number;
  readonly storeBytes: number;
  /** Wall time of each run. */
  readonly seconds: { readonly warm: number; readonly direct: number; readonly one: number; readonly two: number };
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
  const coreHours = (times * bench.seconds.one) / 3600 / prices.utilisation;
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
