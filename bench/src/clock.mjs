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

/** Milliseconds that a turn lasts at least; its runs are averaged. Contenders who take longer run once. */
const TURN = 60;

/**
 * Milliseconds of runs before them that do not count: caches fill, and the system moves threads that woke up on one core to
 * different ones. Contenders who take longer go without.
 */
const SETTLING = 100;

/**
 * Runs contenders in turn, round after round, so that what disturbs the machine disturbs all of them.
 *
 * @param {{ name: string, run: () => number | Promise<number>, slow?: boolean }[]} contenders - `run` gives milliseconds.
 *   Slow ones take part in the first rounds only.
 * @returns {Promise<Map<string, ReturnType<typeof summary>>>}
 */
export async function race(contenders, { warmUp, rounds, slowRounds }) {
  const times = new Map(contenders.map(({ name }) => [name, []]));
  const lasted = new Map();
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run, slow } of contenders) {
      if (slow && (round < -1 || round >= slowRounds)) continue;
      // What one leaves behind is collected before the next begins.
      globalThis.gc?.();
      for (let settled = lasted.get(name) ?? SETTLING; settled < SETTLING;) settled += await run();
      let total = 0;
      let runs = 0;
      while (total < TURN) {
        total += await run();
        runs++;
      }
      lasted.set(name, total / runs);
      if (round >= 0) times.get(name).push(total / runs);
    }
  }
  return new Map([...times].map(([name, durations]) => [name, summary(durations)]));
}
