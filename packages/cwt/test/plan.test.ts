import { describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { planCwt } from "../src/plan.js";

const noise = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, n) => Math.sin(seed * (n + 1) ** 2 * 0.7));

describe("planCwt", () => {
  it("gives what cwt gives, for one signal after the other", () => {
    const options = { scales: [6, 7.5, 31], wavelet: "cmor1.5-1.0", precision: 11, dtype: "float64" } as const;
    const plan = planCwt({ ...options, length: 300 });
    for (const seed of [1, 2, 3]) {
      const x = noise(seed, 300);
      expect(plan.execute(x)).toEqual(cwt(x, options.scales, options));
    }
  });

  it("states shape, scales and frequencies before any signal", () => {
    const plan = planCwt({ length: 100, scales: [6, 130], samplingPeriod: 1 / 16_000 });
    expect(plan.shape).toEqual([2, 100]);
    expect([...plan.scales]).toEqual([6, 130]);
    expect(plan.frequencies[1]).toBe(100);
  });

  it("keeps its results apart, and its scales from the caller's", () => {
    const scales = [6, 7];
    const plan = planCwt({ length: 10, scales });
    const first = plan.execute(noise(1, 10));
    const kept = first.data.slice();
    scales[0] = 99;
    first.scales[0] = 99;
    const second = plan.execute(noise(2, 10));
    expect(first.data).toEqual(kept);
    expect(second.data).not.toEqual(kept);
    expect([...second.scales]).toEqual([6, 7]);
  });

  it("does not change the signal", () => {
    const x = noise(1, 50);
    planCwt({ length: 50, scales: [3] }).execute(x);
    expect(x).toEqual(noise(1, 50));
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])("rejects a length of %d", (length) => {
    expect(() => planCwt({ length, scales: [1] })).toThrow(
      new RangeError(`"length" must be an integer from 1 to 4294967296, got ${length}`),
    );
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a sampling period of %d", (samplingPeriod) => {
    expect(() => planCwt({ length: 1, scales: [1], samplingPeriod })).toThrow(
      new RangeError(`"samplingPeriod" must be finite and > 0, got ${samplingPeriod}`),
    );
  });

  describe("execute rejects", () => {
    const plan = planCwt({ length: 4, scales: [1, 2] });
    const complexPlan = planCwt({ length: 4, scales: [1, 2], wavelet: "cgau1", dtype: "float64" });
    const x = Float32Array.of(1, 2, 3, 4);

    it("a signal of another length", () => {
      expect(() => plan.execute(new Float32Array(5))).toThrow(new RangeError('"x" must have length 4, got 5'));
    });

    it("a signal with NaN, and leaves the output alone", () => {
      const output = new Float32Array(8).fill(7);
      expect(() => plan.execute(Float32Array.of(1, 2, 3, Number.NaN), output)).toThrow(
        new RangeError('"x" must be finite, got NaN at index 3'),
      );
      expect(output).toEqual(new Float32Array(8).fill(7));
    });

    it("an output of another kind", () => {
      // @ts-expect-error: the plan is float32
      expect(() => plan.execute(x, new Float64Array(8))).toThrow(
        new TypeError('"output" must be a Float32Array, got Float64Array'),
      );
      // @ts-expect-error: the plan is float64
      expect(() => complexPlan.execute(x, { re: new Float64Array(8), im: new Float32Array(8) })).toThrow(
        new TypeError('"output.im" must be a Float64Array, got Float32Array'),
      );
      // @ts-expect-error: a complex plan needs two arrays
      expect(() => complexPlan.execute(x, new Float64Array(8))).toThrow(
        new TypeError('"output.re" must be a Float64Array, got undefined'),
      );
    });

    it("an output of another length", () => {
      expect(() => plan.execute(x, new Float32Array(7))).toThrow(new RangeError('"output" must have length 8, got 7'));
      expect(() => complexPlan.execute(x, { re: new Float64Array(8), im: new Float64Array(9) })).toThrow(
        new RangeError('"output.im" must have length 8, got 9'),
      );
    });

    it("an output that overlaps the signal, and takes one beside it in the same buffer", () => {
      const buffer = new ArrayBuffer(4 * 12);
      const input = new Float32Array(buffer, 0, 4);
      input.set(x);
      expect(() => plan.execute(input, new Float32Array(buffer, 12, 8))).toThrow(
        new RangeError('"output" must not share memory with "x"'),
      );
      expect([...input]).toEqual([1, 2, 3, 4]);
      expect(plan.execute(input, new Float32Array(buffer, 16, 8)).data).toEqual(plan.execute(x).data);
    });

    it("real and imaginary outputs that overlap", () => {
      const both = new Float64Array(15);
      expect(() => complexPlan.execute(x, { re: both.subarray(0, 8), im: both.subarray(7, 15) })).toThrow(
        new RangeError('"output.im" must not share memory with "output.re"'),
      );
    });
  });
});
