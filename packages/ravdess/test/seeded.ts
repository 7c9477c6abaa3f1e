import type { RandomSource } from "../src/index.js";

/** A small generator (mulberry32) that satisfies {@link RandomSource}, so that these tests need no other package. */
export function seeded(seed: number): RandomSource {
  let state = seed | 0;
  return {
    integer(n) {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
    },
  };
}
