import { describe, expect, it } from "vitest";

import { checkFinite, checkNumber, checkPositive, checkPositiveInteger, show } from "../src/check.js";

describe("show", () => {
  it.each([
    [1.5, "1.5"],
    ["1", '"1"'],
    [null, "null"],
    [undefined, "undefined"],
    [[1, 2], "Array"],
    [new Uint8Array(9), "Uint8Array"],
    [() => 1, "a function"],
    [Symbol("s"), "Symbol(s)"],
    [10n, "10"],
  ])("shows %o in a few letters", (value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe("checks", () => {
  it("take numbers only, and do not convert", () => {
    for (const check of [checkNumber, checkFinite, checkPositive, checkPositiveInteger]) {
      expect(() => check("n", "1")).toThrow(new TypeError('"n" must be a number, got "1"'));
      expect(check("n", 1)).toBeUndefined();
    }
  });

  it.each([NaN, Infinity, -Infinity])("let no %d pass", (value) => {
    expect(() => checkFinite("n", value)).toThrow(new RangeError(`"n" must be finite, got ${value}`));
    expect(() => checkPositive("n", value)).toThrow(new RangeError(`"n" must be finite and > 0, got ${value}`));
    expect(() => checkPositiveInteger("n", value)).toThrow(
      new RangeError(`"n" must be a whole number > 0, got ${value}`),
    );
  });

  it("know the ends of their ranges", () => {
    expect(checkFinite("n", -0)).toBeUndefined();
    expect(checkPositive("n", Number.MIN_VALUE)).toBeUndefined();
    expect(() => checkPositive("n", 0)).toThrow(new RangeError('"n" must be finite and > 0, got 0'));
    expect(() => checkPositiveInteger("n", 0)).toThrow(new RangeError('"n" must be a whole number > 0, got 0'));
    expect(() => checkPositiveInteger("n", 2 ** 53)).toThrow(
      new RangeError('"n" must be a whole number > 0, got 9007199254740992'),
    );
  });
});
