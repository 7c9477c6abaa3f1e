import { describe, expect, it } from "vitest";

import { checkSignal, zerosLike } from "../src/signal.js";

describe("zerosLike", () => {
  it("keeps the type and takes the length", () => {
    expect(zerosLike(Float32Array.of(1), 2)).toEqual(new Float32Array(2));
    expect(zerosLike(Float64Array.of(1), 2)).toEqual(new Float64Array(2));
  });
});

describe("checkSignal", () => {
  it("takes both kinds of signals", () => {
    expect(checkSignal("x", Float32Array.of(1))).toBeUndefined();
    expect(checkSignal("x", Float64Array.of(1))).toBeUndefined();
  });

  it.each([
    [[0.5], "Array"],
    [Int16Array.of(1), "Int16Array"],
    [null, "null"],
    [1, "1"],
  ])("rejects %o, which is none", (x, shown) => {
    const message = `"x" must be a Float32Array or a Float64Array, got ${shown}`;
    expect(() => checkSignal("x", x)).toThrow(new TypeError(message));
  });

  it("rejects an empty signal", () => {
    const message = '"x" must hold at least one sample, got none';
    expect(() => checkSignal("x", new Float64Array(0))).toThrow(new RangeError(message));
  });

  it.each([NaN, Infinity, -Infinity])("rejects a sample of %d and tells where", (sample) => {
    const message = `"x" must hold finite samples only, got ${sample} at index 2`;
    expect(() => checkSignal("x", Float32Array.of(0, 1, sample))).toThrow(new RangeError(message));
  });
});
