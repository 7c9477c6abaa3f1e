import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { butterworthBandpass, type Section } from "../src/butterworth.js";
import golden from "./fixtures/filters.json" with { type: "json" };
import { float64, largestDifference } from "./golden.js";

describe("butterworthBandpass", () => {
  it.each(golden.butter)("equals SciPy for order $order, $low to $high Hz at $sampleRate Hz", (reference) => {
    const sections = butterworthBandpass(reference.order, [reference.low, reference.high], reference.sampleRate);
    expect(sections.length).toBe(reference.sos.shape[0]);
    expect(largestDifference(sections.flat(), float64(reference.sos))).toBeLessThan(1e-9);
  });

  it("equals SciPy where a wide band of odd order has real poles", () => {
    // scipy.signal.butter(5, [10, 7900], "bandpass", fs=16000, output="sos"), SciPy 1.17.1.
    const sos = [
      [0.9324863470373511, 1.8649726940747022, 0.9324863470373511, 1.0, 1.9369357741672488, 0.9384303845531698],
      [1.0, 2.0, 1.0, 1.0, 1.9745049485865727, 0.9760284173093393],
      [1.0, 0.0, -1.0, 1.0, -0.034601859927194556, -0.9577099248524708],
      [1.0, -2.0, 1.0, 1.0, -1.993650609987473, 0.9936659839372084],
      [1.0, -2.0, 1.0, 1.0, -1.9975606823305185, 0.9975760851045122],
    ];
    expect(largestDifference(butterworthBandpass(5, [10, 7900], 16_000).flat(), sos.flat())).toBeLessThan(1e-9);
  });

  it("is the textbook filter of first order for half of the spectrum", () => {
    // From 1/8 to 3/8 of the rate: the analogue band is tan(pi / 8) to tan(3 pi / 8), of centre 1 and width 2.
    // s -> (z - 1) / (z + 1) in 2 s / (s^2 + 2 s + 1) gives (1 - z^-2) / 2.
    const [section] = butterworthBandpass(1, [1, 3], 8);
    expect(largestDifference(section!, [0.5, 0, -0.5, 1, 0, 0])).toBeLessThan(1e-15);
  });

  it("falls by 3.01 dB at both ends of its band, is flat between them and blocks 0 Hz", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (order, low) => {
        const high = low + 0.2;
        const sections = butterworthBandpass(order, [low, high], 1);
        // The digital centre is where the analogue one lands.
        const centre = Math.atan(Math.sqrt(Math.tan(Math.PI * low) * Math.tan(Math.PI * high))) / Math.PI;
        expect(gainAt(sections, low)).toBeCloseTo(Math.SQRT1_2, 7);
        expect(gainAt(sections, high)).toBeCloseTo(Math.SQRT1_2, 7);
        expect(gainAt(sections, centre)).toBeCloseTo(1, 7);
        expect(gainAt(sections, 0)).toBeCloseTo(0, 12);
        expect(gainAt(sections, 0.5)).toBeCloseTo(0, 12);
      }),
    );
  });

  it("has all poles inside the unit circle", () => {
    const band = fc.uniqueArray(fc.double({ min: 0.001, max: 0.499, noNaN: true }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), band, (order, ends) => {
        const [low, high] = ends.toSorted((a, b) => a - b) as [number, number];
        fc.pre(high - low > 0.001);
        const sections = butterworthBandpass(order, [low, high], 1);
        expect(sections.length).toBe(order);
        // The triangle of stability of a section of second order.
        expect(sections.every(([, , , , a1, a2]) => a2 < 1 && Math.abs(a1) < 1 + a2)).toBe(true);
      }),
    );
  });

  it.each([0, -1, 1.5, NaN])("rejects an order of %d", (order) => {
    const message = `"order" must be a whole number > 0, got ${order}`;
    expect(() => butterworthBandpass(order, [100, 200], 8000)).toThrow(new RangeError(message));
  });

  it("rejects an order above 24", () => {
    expect(() => butterworthBandpass(25, [100, 200], 8000)).toThrow(
      new RangeError('"order" must be at most 24, got 25'),
    );
  });

  it.each([
    [0, 200],
    [200, 100],
    [100, 100],
    [100, 4000],
    [NaN, 200],
    [100, Infinity],
  ])("rejects a band from %d to %d Hz at 8000 Hz", (low, high) => {
    const message = `"band" must be [low, high] with 0 < low < high < 4000 (half of "sampleRate"), got [${low}, ${high}]`;
    expect(() => butterworthBandpass(4, [low, high], 8000)).toThrow(new RangeError(message));
  });

  it("rejects a band that float64 cannot tell from a line", () => {
    const band = [1000, 1000 + 2e-13] as const;
    const message = `"band" must be wide enough for order 4 in float64, got [1000, ${band[1]}]`;
    expect(() => butterworthBandpass(4, band, 8000)).toThrow(new RangeError(message));
  });

  it.each([0, NaN, Infinity])("rejects a sample rate of %d", (sampleRate) => {
    const message = `"sampleRate" must be finite and > 0, got ${sampleRate}`;
    expect(() => butterworthBandpass(4, [100, 200], sampleRate)).toThrow(new RangeError(message));
  });

  it("rejects a band of another kind", () => {
    const band = 100 as unknown as [number, number];
    expect(() => butterworthBandpass(4, band, 8000)).toThrow(
      new TypeError('"band" must be [low, high] in Hz, got 100'),
    );
    const half = [100] as unknown as [number, number];
    expect(() => butterworthBandpass(4, half, 8000)).toThrow(
      new TypeError('"band[1]" must be a number, got undefined'),
    );
  });
});

/** Magnitude at a frequency in cycles per sample. */
function gainAt(sections: readonly Section[], frequency: number): number {
  const at = (c0: number, c1: number, c2: number): number => {
    const w = 2 * Math.PI * frequency;
    return Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
  };
  return sections.reduce((gain, [b0, b1, b2, a0, a1, a2]) => (gain * at(b0, b1, b2)) / at(a0, a1, a2), 1);
}
