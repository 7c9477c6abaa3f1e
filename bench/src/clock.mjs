/** Middle, least and largest of some durations, in milliseconds. */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, least: sorted[0], largest: sorted.at(-1), rounds: sorted.length };
}

/** Milliseconds that `run` takes, awaited if it gives a promise. */
export async function time(run) {
  const start = performance.now();
  const result = run();
  if (result instanceof Promise) await result;
  return performance.now() - start;
}

/** Milliseconds that a turn lasts at least, unless said; its runs are averaged. Contenders who take longer run once. */
const TURN = 60;

/**
 * Milliseconds of runs before them that do not count, and how many runs there are at least: caches fill, the system moves threads
 * that woke up on one core to different ones, and memory that was given back while others ran is had again.
 */
const SETTLING = 100;
const SETTLING_RUNS = 4;
/** Milliseconds after which no further such run is made. */
const MOST_SETTLING = 400;

async function settle(run) {
  let milliseconds = 0;
  for (let runs = 0; milliseconds < MOST_SETTLING && (milliseconds < SETTLING || runs < SETTLING_RUNS); runs++) {
    milliseconds += await run();
  }
}

/**
 * Runs contenders in turn, round after round, so that what disturbs the machine disturbs all of them.
 *
 * @param {{ name: string, run: () => number | Promise<number>, slow?: boolean }[]} contenders - `run` gives milliseconds.
 *   Slow ones take part in the first rounds only.
 * @returns {Promise<Map<string, ReturnType<typeof summary> & { turns: number[] }>>} With what each round gave, in `turns`.
 */
export async function race(contenders, { warmUp, rounds, slowRounds, turn = TURN }) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run, slow } of contenders) {
      if (slow && (round < -1 || round >= slowRounds)) continue;
      // What one leaves behind is collected before the next begins.
      globalThis.gc?.();
      await settle(run);
      let total = 0;
      let runs = 0;
      do {
        total += await run();
        runs++;
      } while (total < turn);
      if (round >= 0) times.get(name).push(total / runs);
    }
  }
  return new Map([...times].map(([name, turns]) => [name, { ...summary(turns), turns }]));
}

/** How many times as long one contender takes as another: the median over the rounds in which both took part. */
export function pairedRatio(slower, faster) {
  const rounds = Math.min(slower.turns.length, faster.turns.length);
  return summary(Array.from({ length: rounds }, (_, i) => slower.turns[i] / faster.turns[i])).median;
}
