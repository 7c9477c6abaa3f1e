import { describe, expect, it } from "vitest";

import { checkInteger, checkNonNegative, checkPositive, checkPositives, checkSignal, kind } from "../src/check.js";

describe("checkInteger", () => {
  it("passes integers of the range, ends included", () => {
    expect([1, 2, 3].map((value) => checkInteger("n", value, 1, 3))).toEqual([undefined, undefined, undefined]);
  });

  it.each([0, 4, 1.5, Number.NaN, Infinity])("rejects %d", (value) => {
    expect(() => checkInteger("n", value, 1, 3)).toThrow(
      new RangeError(`"n" must be an integer from 1 to 3, got ${value}`),
    );
  });
});

describe("checkPositive", () => {
  it("passes the smallest and the largest number", () => {
    expect(checkPositive("s", Number.MIN_VALUE)).toBeUndefined();
    expect(checkPositive("s", Number.MAX_VALUE)).toBeUndefined();
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects %d", (value) => {
    expect(() => checkPositive("s", value)).toThrow(new RangeError(`"s" must be finite and > 0, got ${value}`));
  });

  it("rejects a string", () => {
    expect(() => checkPositive("s", "1" as unknown as number)).toThrow(
      new TypeError('"s" must be a number, got string'),
    );
  });
});

describe("checkSignal", () => {
  it("passes both kinds of float array", () => {
    expect(checkSignal("x", Float32Array.of(1))).toBeUndefined();
    expect(checkSignal("x", Float64Array.of(-0, Number.MAX_VALUE))).toBeUndefined();
  });

  it.each([
    [[1, 2], "Array"],
    [Int16Array.of(1), "Int16Array"],
    [null, "null"],
    [undefined, "undefined"],
  ])("rejects %o by its kind", (value, got) => {
    expect(() => checkSignal("x", value as unknown as Float32Array)).toThrow(
      new TypeError(`"x" must be a Float32Array or a Float64Array, got ${got}`),
    );
  });

  it("rejects an empty signal", () => {
    expect(() => checkSignal("x", new Float32Array(0))).toThrow(new RangeError('"x" must not be empty'));
  });

  it.each([Number.NaN, Infinity, -Infinity])("rejects a sample of %d and tells where it is", (value) => {
    expect(() => checkSignal("x", Float32Array.of(0, 1, value))).toThrow(
      new RangeError(`"x" must be finite, got ${value} at index 2`),
    );
  });
});

describe("kind", () => {
  it("names classes, and primitives by their type", () => {
    expect([null, undefined, 1, "a", [], {}, new Map(), Object.create(null)].map(kind)).toEqual([
      "null",
      "undefined",
      "number",
      "string",
      "Array",
      "Object",
      "Map",
      "object",
    ]);
  });
});

describe("checkNonNegative", () => {
  it("passes zero and the largest number", () => {
    expect(checkNonNegative("g", 0)).toBeUndefined();
    expect(checkNonNegative("g", Number.MAX_VALUE)).toBeUndefined();
  });

  it.each([-1, Number.NaN, Infinity])("rejects %d", (value) => {
    expect(() => checkNonNegative("g", value)).toThrow(new RangeError(`"g" must be finite and >= 0, got ${value}`));
  });
});

describe("checkPositives", () => {
  it("gives a copy", () => {
    const values = Float64Array.of(1, 2);
    const copy = checkPositives("v", values);
    expect(copy).toEqual(values);
    expect(copy).not.toBe(values);
  });

  it("names the value that is out of range", () => {
    expect(() => checkPositives("v", [1, -2])).toThrow(new RangeError('"v[1]" must be finite and > 0, got -2'));
  });

  it("rejects an empty array", () => {
    expect(() => checkPositives("v", [])).toThrow(new RangeError('"v" must not be empty'));
  });

  it.each([
    [null, "null"],
    [5, "number"],
    ["12", "string"],
  ])("rejects %s", (value, kindOfIt) => {
    expect(() => checkPositives("v", value as unknown as number[])).toThrow(
      new TypeError(`"v" must be an array of numbers, got ${kindOfIt}`),
    );
  });
});
