import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createRandom } from "../src/random.js";
import { meanOf } from "./signals.js";

describe("createRandom", () => {
  it("draws the published words of sfc32", () => {
    // maloquacious/prng, sfc32_test.go: state 0, 12345, 0, 1. Its first twelve words are the seeding of PractRand, which we drop.
    const reference = sfc32(0, 12_345, 0, 1);
    const published = [235160590, 2967261163, 116171463, 2882324903, 362604721, 4227106926, 1933307004, 1608300071];
    expect(wordsOf(createRandom(12_345), 8)).toEqual(published);
    expect(Array.from({ length: 20 }, reference).slice(12)).toEqual(published);
  });

  it("draws the words of the reference implementation in PractRand", () => {
    // rust-random/rngs, rand_sfc/src/sfc32.rs, "produced with the reference implementation": it drops four words more.
    const published = [
      0xa87dbc7e, 0x1787178c, 0x4c7b7234, 0xc65dade2, 0x2c692349, 0xf52c2153, 0xdf098072, 0x9d49b03c, 0x9562381a,
      0xc9b41738, 0x64b75e54, 0x36ce9b32, 0xf106947e, 0x0afc726b, 0x549bbc87, 0xd19a7b3e,
    ];
    expect(wordsOf(createRandom(2 + 2 ** 32), 20).slice(4)).toEqual(published);
  });

  it("seeds from a string by its FNV-1a hash", () => {
    // Published hash of "foobar": 85944171f73967e8.
    const reference = sfc32(1, 0xf73967e8, 0x85944171, 1);
    const words = Array.from({ length: 20 }, reference).slice(12);
    expect(wordsOf(createRandom("foobar"), 8)).toEqual(words);
  });

  it("repeats itself for the same seed, and for no other", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.string()), fc.oneof(fc.maxSafeNat(), fc.string()), (seed, other) => {
        expect(wordsOf(createRandom(seed), 4)).toEqual(wordsOf(createRandom(seed), 4));
        fc.pre(seed !== other);
        expect(wordsOf(createRandom(seed), 4)).not.toEqual(wordsOf(createRandom(other), 4));
      }),
    );
    expect(createRandom(7).uniform()).not.toBe(createRandom("7").uniform());
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53])("rejects a seed of %d", (seed) => {
    expect(() => createRandom(seed)).toThrow(new RangeError(`"seed" must be a whole number in [0, 2^53), got ${seed}`));
  });

  it("rejects a seed of another kind", () => {
    const seed = new Date(0) as unknown as number;
    expect(() => createRandom(seed)).toThrow(new TypeError('"seed" must be a number or a string, got Date'));
  });
});

describe("uniform", () => {
  it("is uniform in [0, 1)", () => {
    const { uniform } = createRandom("uniform");
    const bins = Array.from({ length: 16 }, () => 0);
    const draws = 160_000;
    for (let i = 0; i < draws; i++) bins[Math.floor(uniform() * 16)]! += 1;
    expect(bins.length).toBe(16);
    // Chi-squared with 15 degrees of freedom passes 44 once in ten thousand seeds.
    expect(chiSquared(bins, draws / 16)).toBeLessThan(44);
  });
});

describe("normal", () => {
  it("has the moments of a standard normal distribution", () => {
    const { normal } = createRandom("normal");
    const n = 200_000;
    const draws = Array.from({ length: n }, normal);
    const moment = (power: number): number => meanOf(draws.map((value) => value ** power));
    // Each within four standard errors: the variances of x, x^2, x^3, x^4 are 1, 2, 15, 96.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it("draws consecutive numbers without correlation", () => {
    const { normal } = createRandom("pairs");
    const n = 100_000;
    const draws = Array.from({ length: n + 1 }, normal);
    const correlation = meanOf(draws.slice(1).map((value, i) => value * draws[i]!));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(n));
  });
});

describe("integer", () => {
  it("draws each number below n equally often", () => {
    const { integer } = createRandom("integer");
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[integer(7)]! += 1;
    expect(counts.length).toBe(7);
    // Chi-squared with 6 degrees of freedom passes 28 once in ten thousand seeds.
    expect(chiSquared(counts, 10_000)).toBeLessThan(28);
  });

  it("has no bias where n does not divide 2^32", () => {
    const { integer } = createRandom("bias");
    const n = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < 30_000; i++) low += Number(integer(n) < 2 ** 30);
    // Without rejection the lowest third would come up half of the time.
    expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / 30_000));
  });

  it("takes 1 and 2^32", () => {
    expect(createRandom(3).integer(1)).toBe(0);
    expect(createRandom(12_345).integer(2 ** 32)).toBe(235160590);
  });

  it.each([0, -1, 1.5, NaN])("rejects an n of %d", (n) => {
    expect(() => createRandom(1).integer(n)).toThrow(new RangeError(`"n" must be a whole number > 0, got ${n}`));
  });

  it("rejects an n above 2^32", () => {
    const message = '"n" must be at most 2^32, got 4294967297';
    expect(() => createRandom(1).integer(2 ** 32 + 1)).toThrow(new RangeError(message));
  });
});

describe("shuffle", () => {
  it("keeps the elements and leaves its argument alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.maxSafeNat(), (array, seed) => {
        const before = [...array];
        const shuffled = createRandom(seed).shuffle(array);
        expect(array).toEqual(before);
        expect(shuffled).not.toBe(array);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
      }),
    );
  });

  it("draws each order equally often", () => {
    const { shuffle } = createRandom("shuffle");
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle(["a", "b", "c", "d"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Chi-squared with 23 degrees of freedom passes 56 once in ten thousand seeds.
    expect(chiSquared([...counts.values()], 1000)).toBeLessThan(56);
  });
});

describe("spawn", () => {
  it("depends on the seed and the key, not on what was drawn before", () => {
    const random = createRandom(5);
    const first = wordsOf(random.spawn("clip 1"), 4);
    random.normal();
    expect(wordsOf(random.spawn("clip 1"), 4)).toEqual(first);
    expect(wordsOf(random.spawn("clip 2"), 4)).not.toEqual(first);
    expect(wordsOf(createRandom(6).spawn("clip 1"), 4)).not.toEqual(first);
    expect(wordsOf(random, 4)).not.toEqual(first);
  });

  it("rejects a key of NaN", () => {
    const message = '"key" must be a whole number in [0, 2^53), got NaN';
    expect(() => createRandom(1).spawn(NaN)).toThrow(new RangeError(message));
  });
});

function wordsOf(random: { uniform(): number }, count: number): number[] {
  return Array.from({ length: count }, () => random.uniform() * 2 ** 32);
}

function chiSquared(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The generator as published, in unbounded integers and without any seeding. */
function sfc32(...seed: [number, number, number, number]): () => number {
  let [a, b, c, counter] = seed.map(BigInt) as [bigint, bigint, bigint, bigint];
  return () => {
    const word = uint32(a + b + counter);
    counter = uint32(counter + 1n);
    a = b ^ (b >> 9n);
    b = uint32(c + (c << 3n));
    c = uint32((uint32(c << 21n) | (c >> 11n)) + word);
    return Number(word);
  };
}

function uint32(value: bigint): bigint {
  return BigInt.asUintN(32, value);
}
