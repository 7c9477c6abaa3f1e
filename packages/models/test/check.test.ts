import { describe, expect, it } from "vitest";

import { checkIndex, checkLabels, checkPaired, checkPositive, checkPositiveInteger, checkShare } from "../src/check.js";

describe("checkPositiveInteger", () => {
  it.each([0, -1, 1.5, NaN, Infinity])("rejects %d", (value) => {
    expect(() => checkPositiveInteger("size", value)).toThrow(
      new RangeError(`"size" must be a positive integer, got ${value}`),
    );
  });

  it("rejects what is no number", () => {
    expect(() => checkPositiveInteger("size", "3" as unknown as number)).toThrow(
      new TypeError('"size" must be a number, got string'),
    );
  });
});

describe("checkIndex", () => {
  it("accepts 0 and rejects what lies below, between or beyond", () => {
    expect(() => checkIndex("seed", 0)).not.toThrow();
    for (const value of [-1, 0.5, NaN, Infinity]) {
      expect(() => checkIndex("seed", value)).toThrow(
        new RangeError(`"seed" must be an integer of 0 or more, got ${value}`),
      );
    }
  });
});

describe("checkPositive", () => {
  it.each([0, -1, NaN, Infinity])("rejects %d", (value) => {
    expect(() => checkPositive("rate", value)).toThrow(new RangeError(`"rate" must be finite and > 0, got ${value}`));
  });
});

describe("checkShare", () => {
  it("accepts 0 and rejects 1, what lies outside, and what is no number", () => {
    expect(() => checkShare("momentum", 0)).not.toThrow();
    for (const value of [-0.1, 1, NaN]) {
      expect(() => checkShare("momentum", value)).toThrow(
        new RangeError(`"momentum" must be from 0 to below 1, got ${value}`),
      );
    }
    expect(() => checkShare("momentum", "0.9" as unknown as number)).toThrow(
      new TypeError('"momentum" must be a number, got string'),
    );
  });
});

describe("checkLabels", () => {
  it("names the first label that is no class number, and its place", () => {
    expect(() => checkLabels("labels", [0, 1, 2], 3)).not.toThrow();
    expect(() => checkLabels("labels", [0, NaN, 9], 3)).toThrow(
      new RangeError('"labels" must hold integers from 0 to 2, got NaN at index 1'),
    );
  });
});

describe("checkPaired", () => {
  it("rejects lists that are empty or differ in length", () => {
    expect(() => checkPaired("a", [], "b", [])).toThrow(new RangeError('"a" must not be empty'));
    expect(() => checkPaired("a", [1], "b", [])).toThrow(
      new RangeError('"b" must have as many items as "a" (1), got 0'),
    );
  });
});
