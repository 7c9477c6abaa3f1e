import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cwtPower } from "../src/cwt-power.js";
import { cwt } from "../src/cwt.js";
import type { Scalogram } from "../src/scalogram.js";
import { goldenCases, largestDifference } from "./golden.js";

/** The statistic by its definition, from coefficients that are held. */
function averaged(parts: readonly Float64Array[], scales: number, hop: number, magnitude = false): Float64Array {
  const time = parts[0]!.length / scales;
  const hops = Math.floor(time / hop);
  return Float64Array.from({ length: scales * hops }, (_, at) => {
    const first = Math.floor(at / hops) * time + (at % hops) * hop;
    let sum = 0;
    for (let n = first; n < first + hop; n++) {
      const power = parts.reduce((all, part) => all + part[n]! ** 2, 0);
      sum += magnitude ? Math.sqrt(power) : power;
    }
    return sum / hop;
  });
}

const partsOf = (scalogram: Scalogram<"float64">) =>
  scalogram.complex ? [scalogram.re, scalogram.im] : [scalogram.data];
const largest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b), 0);
const noise = (length: number) => Float64Array.from({ length }, (_, n) => Math.sin(n * n * 0.7) + Math.sin(n / 9));

describe("cwtPower", () => {
  it("averages what PyWavelets gives, of every golden case", () => {
    for (const { title, wavelet, precision, x, scales, expected } of goldenCases()) {
      const hop = Math.min(x.length, 7);
      const golden = averaged(expected, scales.length, hop);
      for (const [dtype, tolerance] of [
        ["float64", 1e-12],
        ["float32", 1e-6],
      ] as const) {
        const { data, shape } = cwtPower(x, scales, { hop, wavelet, precision, dtype });
        expect(shape).toEqual([scales.length, Math.floor(x.length / hop)]);
        const close = largestDifference(data, golden) / largest(golden) < tolerance;
        expect({ title, dtype, close }).toEqual({ title, dtype, close: true });
      }
    }
  });

  it("averages any hop of any length, real and complex", () => {
    const arbitrary = fc.record({
      length: fc.integer({ min: 1, max: 40_000 }),
      hop: fc.integer({ min: 1, max: 20_000 }),
      wavelet: fc.constantFrom("morl", "mexh", "cmor1.5-1.0"),
      statistic: fc.constantFrom("power", "magnitude"),
      dtype: fc.constantFrom("float32", "float64"),
    });
    fc.assert(
      fc.property(arbitrary, ({ length, hop, wavelet, statistic, dtype }) => {
        fc.pre(hop <= length);
        const x = noise(length);
        const scales = [2, 7.5, 30];
        const full = cwt(x, scales, { wavelet: wavelet as "morl", dtype: "float64" });
        const expected = averaged(partsOf(full), 3, hop, statistic === "magnitude");
        const { data } = cwtPower(x, scales, { hop, wavelet, statistic, dtype });
        expect(largestDifference(data, expected) / largest(expected)).toBeLessThan(dtype === "float64" ? 1e-12 : 2e-6);
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  it("gives decibels of the power, down to the floor", () => {
    const x = Float64Array.from({ length: 1000 }, (_, n) => (n < 500 ? Math.sin(n) : 0));
    const options = { hop: 100, dtype: "float64" } as const;
    const power = cwtPower(x, [4, 8], options).data;
    const level = cwtPower(x, [4, 8], { ...options, statistic: "logPower" }).data;
    expect(level).toEqual(power.map((value) => 10 * Math.log10(Math.max(value, 1e-10))));
    expect(level[9]).toBe(-100);
    const { data } = cwtPower(x, [4, 8], { ...options, statistic: "logPower", floor: 0.01 });
    expect(data[9]).toBeCloseTo(-20, 12);
  });

  it("gives the power of a tone, and most at its scale", () => {
    const x = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 16_000));
    const { data, frequencies, shape } = cwtPower(x, [8, 13, 20], { hop: 160, samplingPeriod: 1 / 16_000 });
    expect(frequencies[1]).toBeCloseTo(1000, 6);
    const middle = [0, 1, 2].map((row) => data[row * shape[1] + 50]!);
    // √s |ψ̂(ω)| for ω = 2π 0.8125, and a mean over one sample, which the difference of the integral takes.
    const omega = 2 * Math.PI * 0.8125;
    const mean = Math.sin(Math.PI / 16) / (Math.PI / 16);
    const amplitude = Math.sqrt((13 * Math.PI) / 2) * Math.exp(-((omega - 5) ** 2) / 2) * mean;
    // The wavelet's table has 4096 points, of which the lower neighbours are read.
    expect(Math.abs(middle[1]! / (amplitude ** 2 / 2) - 1)).toBeLessThan(1e-3);
    expect(middle[1]).toBeGreaterThan(10 * Math.max(middle[0]!, middle[2]!));
  });

  it("states the axes, and leaves out samples after the last whole hop", () => {
    const result = cwtPower(noise(105), [3, 4], { hop: 10, samplingPeriod: 0.5, statistic: "magnitude" });
    expect(result).toMatchObject({ complex: false, shape: [2, 10], hop: 10, statistic: "magnitude" });
    expect(result.times.slice(0, 2)).toEqual(Float64Array.of(2.25, 7.25));
    expect([...result.scales]).toEqual([3, 4]);
    expect(cwtPower(noise(100), [3], { hop: 10 }).shape).toEqual([1, 10]);
    expect(cwtPower(noise(100), [3], { hop: 100 }).shape).toEqual([1, 1]);
  });

  it("does not change the signal", () => {
    const x = noise(50);
    cwtPower(x, [3], { hop: 5 });
    expect(x).toEqual(noise(50));
  });

  it.each([0, -1, 1.5, 101, Number.NaN])("rejects a hop of %d", (hop) => {
    expect(() => cwtPower(noise(100), [1], { hop })).toThrow(
      new RangeError(`"hop" must be an integer from 1 to 100, got ${hop}`),
    );
  });

  it("rejects a missing hop", () => {
    // @ts-expect-error: a hop is needed
    expect(() => cwtPower(noise(100), [1], {})).toThrow(new TypeError('"hop" must be a number, got undefined'));
  });

  it("rejects a signal with NaN", () => {
    expect(() => cwtPower(Float32Array.of(1, Number.NaN), [1], { hop: 1 })).toThrow(
      new RangeError('"x" must be finite, got NaN at index 1'),
    );
  });

  it("rejects a signal whose power float32 does not hold", () => {
    const x = new Float32Array(100).fill(1e30);
    x[50] = -1e30;
    expect(() => cwtPower(x, [1], { hop: 100 })).toThrow(
      new RangeError('"x" must be small enough for a finite power, got Infinity from its coefficients'),
    );
    expect(cwtPower(x, [1], { hop: 100, dtype: "float64" }).data[0]).toBeGreaterThan(1e50);
  });

  it("rejects an unknown statistic", () => {
    expect(() => cwtPower(noise(10), [1], { hop: 1, statistic: "median" as "power" })).toThrow(
      new RangeError('"statistic" must be one of "power", "magnitude", "logPower", got "median"'),
    );
  });
});
