import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { frames } from "../src/frame.js";
import { decibels, power } from "../src/power.js";
import { renderScalogram } from "../src/render.js";
import { checkScalogram, partsOf } from "../src/scalogram.js";
import type { RealScalogram, Scalogram } from "../src/scalogram.js";

it("lists the arrays of a scalogram, without copying them", () => {
  const real = cwt(Float32Array.of(1, 2), [1]);
  expect(partsOf(real)).toEqual([real.data]);
  const complex = cwt(Float32Array.of(1, 2), [1], { wavelet: "cgau1" });
  const parts = partsOf(complex);
  expect(parts.length).toBe(2);
  expect(parts[0]).toBe(complex.re);
  expect(parts[1]).toBe(complex.im);
});

describe("checkScalogram", () => {
  const good: RealScalogram<"float32"> = cwt(Float32Array.of(1, 2, 3), [1, 2]);

  it("passes what cwt returns", () => {
    expect(checkScalogram(good)).toBeUndefined();
    expect(checkScalogram(cwt(Float32Array.of(1), [1], { wavelet: "cgau1" }))).toBeUndefined();
  });

  it.each([
    [null, "null"],
    [undefined, "undefined"],
    [3, "number"],
  ])("rejects %o", (value, got) => {
    expect(() => checkScalogram(value as unknown as Scalogram)).toThrow(
      new TypeError(`"scalogram" must be an object as cwt returns it, got ${got}`),
    );
  });

  it("rejects arrays that are not float arrays", () => {
    expect(() => checkScalogram({ ...good, data: [1] as unknown as Float32Array })).toThrow(
      new TypeError('"scalogram" must hold a Float32Array or a Float64Array, got Array'),
    );
    expect(() => checkScalogram({ ...good, complex: true, re: good.data } as unknown as Scalogram)).toThrow(
      new TypeError('"scalogram" must hold a Float32Array or a Float64Array, got undefined'),
    );
  });

  it("rejects a shape that does not fit, or holds nothing", () => {
    expect(() => checkScalogram({ ...good, shape: [2, 4] })).toThrow(
      new RangeError('"scalogram" must have a shape [scales, time] of 6 values, at least one, got [2,4]'),
    );
    expect(() => checkScalogram({ ...good, shape: [0, 3], data: new Float32Array(0) })).toThrow(
      new RangeError('"scalogram" must have a shape [scales, time] of 0 values, at least one, got [0,3]'),
    );
    expect(() => checkScalogram({ ...good, shape: undefined } as unknown as Scalogram)).toThrow(
      new RangeError('"scalogram" must have a shape [scales, time] of 6 values, at least one, got [undefined]'),
    );
  });

  it("guards every function that takes a scalogram", () => {
    const bad = { ...good, shape: [2, 4] } as const;
    const message = new RangeError('"scalogram" must have a shape [scales, time] of 6 values, at least one, got [2,4]');
    expect(() => frames(bad, { length: 1 })).toThrow(message);
    expect(() => power(bad)).toThrow(message);
    expect(() => decibels(bad)).toThrow(message);
    expect(() => renderScalogram(bad, { width: 1, height: 1 })).toThrow(message);
  });
});
