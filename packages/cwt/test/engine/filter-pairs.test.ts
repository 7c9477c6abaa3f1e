import { describe, expect, it } from "vitest";

import { pairFilters, placeTaps, reachWithin } from "../../src/engine/filter-pairs.js";

const real = (length: number, offset: number) => ({ re: new Float64Array(length).fill(length), offset });

describe("pairFilters", () => {
  it("pairs real filters of neighbouring lengths, and leaves the longest alone if their number is odd", () => {
    const pairs = pairFilters([real(9, 4), real(3, 1), real(7, 3), real(5, 2), real(11, 5)]);
    expect(pairs.map((pair) => pair.rows)).toEqual([[1, 3], [2, 0], [4]]);
    expect(pairs.map((pair) => pair.filters.length)).toEqual([2, 2, 1]);
  });

  it("pairs the parts of complex filters", () => {
    const complex = { re: Float64Array.of(1, 2, 3), im: Float64Array.of(4, 5, 6), offset: 1 };
    const [pair] = pairFilters([complex]);
    expect(pair!.rows).toEqual([0, 1]);
    expect(pair!.filters.map((filter) => filter!.taps)).toEqual([complex.re, complex.im]);
  });

  it("knows how far both filters of a pair reach", () => {
    // out[n] of `taps` taps depends on x[n + offset - taps + 1] to x[n + offset].
    const [pair] = pairFilters([real(10, 2), real(10, 6)]);
    expect([pair!.past, pair!.ahead]).toEqual([7, 6]);
  });
});

describe("placeTaps", () => {
  it("puts tap q at q - offset, around the end of the block, divided by its size", () => {
    const target = new Float64Array(64).fill(9);
    placeTaps({ taps: Float64Array.of(1, 2, 3), offset: 1 }, 64, target);
    expect([target[63], target[0], target[1]]).toEqual([1 / 64, 2 / 64, 3 / 64]);
    expect(target.subarray(2, 63).every((value) => value === 0)).toBe(true);
  });

  it("leaves zeros for a missing filter", () => {
    const target = new Float64Array(64).fill(9);
    placeTaps(undefined, 64, target);
    expect(target).toEqual(new Float64Array(64));
  });

  it("cuts a filter that reaches further than the block leaves room for", () => {
    const target = new Float32Array(64);
    placeTaps({ taps: new Float64Array(1001).fill(64), offset: 500 }, 64, target);
    const reach = reachWithin(64);
    expect(target.reduce((sum, value) => sum + value, 0)).toBe(2 * reach + 1);
    expect(target[reach]).toBe(1);
    expect(target[reach + 1]).toBe(0);
  });
});
