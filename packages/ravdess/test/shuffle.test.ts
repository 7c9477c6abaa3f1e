import { describe, expect, it } from "vitest";

import { checkRandom, type RandomSource, shuffle } from "../src/shuffle.js";
import { seeded } from "./seeded.js";

describe("shuffle", () => {
  it("returns a permutation and leaves its input alone", () => {
    const items = Object.freeze([1, 2, 3, 4, 5, 6, 7]);
    const shuffled = shuffle(items, seeded(1));
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  it("makes every order of three equally likely", () => {
    const random = seeded(2);
    const counts = new Map<string, number>();
    for (let run = 0; run < 6000; run++) {
      const order = shuffle(["a", "b", "c"], random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1000 expected of each, standard deviation 29: five of them either way.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });
});

it.each([
  [undefined, "undefined"],
  [null, "null"],
  [7, "number"],
  [{ uniform: () => 0 }, "object"],
])("rejects %j as a source of randomness", (random, kind) => {
  expect(() => {
    checkRandom(random as unknown as RandomSource);
  }).toThrow(new TypeError(`"random" must have a method integer(n), as createRandom(seed) of @wader/dsp, got ${kind}`));
});
