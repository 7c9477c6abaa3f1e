import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { analyticMorlet } from "../src/analytic-morlet.js";
import { cwtPower } from "../src/cwt-power.js";
import { cwt } from "../src/cwt.js";
import { createCwtStream } from "../src/stream.js";
import type { CwtStream } from "../src/stream.js";
import { largestDifference } from "./golden.js";

// A block's rounding goes with all of its samples, of which a short signal fills a small part.
const tolerance = (dtype: "float32" | "float64") => (dtype === "float32" ? 1e-6 : 1e-13);
const noise = (length: number) => Float64Array.from({ length }, (_, n) => Math.cos(n * n * 0.7) + Math.sin(n / 9));
const largest = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Pushes a signal in chunks of these sizes, again and again, and flushes. */
function fed<Hop>(stream: CwtStream<Hop>, x: Float64Array, sizes: readonly number[]): Hop[] {
  const hops: Hop[] = [];
  for (let at = 0, i = 0; at < x.length; i++) {
    const size = sizes[i % sizes.length]!;
    hops.push(...stream.push(x.subarray(at, at + size)));
    at += size;
  }
  return [...hops, ...stream.flush()];
}

/** Puts the rows of hops behind each other: the scalogram that they are parts of. */
function joined(hops: readonly { data: Float32Array | Float64Array; start: number }[], scales: number, time: number) {
  const all = new Float64Array(scales * time).fill(Number.NaN);
  for (const { data, start } of hops) {
    const width = data.length / scales;
    for (let row = 0; row < scales; row++) {
      all.set(data.subarray(row * width, (row + 1) * width), row * time + start);
    }
  }
  return all;
}

describe("createCwtStream", () => {
  const scales = [2, 7.5, 30];
  const sampleRate = 8000;
  const arbitrary = fc.record({
    length: fc.integer({ min: 1, max: 4000 }),
    hop: fc.integer({ min: 1, max: 1500 }),
    sizes: fc.array(fc.constantFrom(1, 3, 100, 128, 511, 2000, 5000), { minLength: 1, maxLength: 4 }),
    dtype: fc.constantFrom("float32", "float64"),
  });

  it("gives the coefficients of the whole signal, however it is cut into chunks", () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom("morl", "gaus3"), ({ length, hop, sizes, dtype }, wavelet) => {
        fc.pre(length / hop < 400);
        const x = noise(length);
        const hops = fed(createCwtStream({ scales, sampleRate, hop, dtype, wavelet }), x, sizes);
        expect(hops.map(({ index, start }) => [index, start])).toEqual(hops.map((_, k) => [k, k * hop]));
        expect(hops.at(-1)!.shape).toEqual([3, length % hop || hop]);
        const expected = cwt(x, scales, { wavelet, dtype: "float64" }).data;
        expect(largestDifference(joined(hops, 3, length), expected) / largest(expected)).toBeLessThan(tolerance(dtype));
      }),
      { numRuns: 50, seed: 7 },
    );
  });

  it.each(["cmor1.5-1.0" as const, analyticMorlet()])("gives both parts of a complex wavelet", (wavelet) => {
    const x = noise(1000);
    const options = { wavelet, dtype: "float64" } as const;
    const hops = fed(createCwtStream({ ...options, scales, sampleRate, hop: 300 }), x, [77]);
    const expected = cwt(x, scales, options);
    for (const part of ["re", "im"] as const) {
      const all = joined(
        hops.map((hop) => ({ data: hop[part], start: hop.start })),
        3,
        1000,
      );
      expect(largestDifference(all, expected[part]) / largest(expected[part])).toBeLessThan(1e-13);
    }
  });

  it.each(["power", "magnitude", "logPower"] as const)("gives the %s that the whole signal has", (output) => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom("morl", "cgau2"), ({ length, hop, sizes, dtype }, wavelet) => {
        fc.pre(hop <= length && length / hop < 400);
        const x = noise(length);
        const hops = fed(createCwtStream({ scales, sampleRate, hop, dtype, wavelet, output }), x, sizes);
        const { data, shape, times } = cwtPower(x, scales, {
          hop,
          wavelet,
          statistic: output,
          dtype: "float64",
          samplingPeriod: 1 / sampleRate,
        });
        expect(hops).toHaveLength(shape[1]);
        expect(
          largestDifference(
            hops.map(({ time }) => time),
            times,
          ),
        ).toBeLessThan(1e-12);
        const values = Float64Array.from(data, (_, at) => hops[at % shape[1]]!.data[Math.floor(at / shape[1])]!);
        // Decibels of a small power show its error enlarged.
        const limit = output === "logPower" ? (dtype === "float32" ? 1e-2 : 1e-8) : tolerance(dtype) * largest(data);
        expect(largestDifference(values, data)).toBeLessThan(limit);
      }),
      { numRuns: 20, seed: 8 },
    );
  });

  it("gives a hop with the sample that its latency states", () => {
    const stream = createCwtStream({ scales: [10, 130], sampleRate: 16_000, hop: 512, output: "power" });
    // The hop, and half of the longest wavelet.
    expect(stream.latency).toEqual({ samples: 512 + 8 * 130, seconds: 0.097 });
    const x = Float32Array.from({ length: 6000 }, (_, n) => Math.cos(n));
    const arrivals: number[] = [];
    x.forEach((_, n) => stream.push(x.subarray(n, n + 1), () => arrivals.push(n + 1)));
    const expected = Array.from({ length: 9 }, (_, k) => k * 512 + stream.latency.samples);
    expect(arrivals).toEqual(expected.filter((n) => n <= 6000));
  });

  it("hands over hops in its own arrays, whole and equal to those that it returns", () => {
    const x = noise(2000);
    const options = { scales, sampleRate, hop: 300 } as const;
    const kept: { data: Float32Array; shape: readonly number[] }[] = [];
    const seen = new Set<ArrayBufferLike>();
    const stream = createCwtStream(options);
    const keep = ({ data, shape }: { data: Float32Array; shape: readonly number[] }): void => {
      seen.add(data.buffer);
      kept.push({ data: data.slice(), shape });
    };
    stream.push(x, keep);
    stream.flush(keep);
    expect(kept).toEqual(fed(createCwtStream(options), x, [2000]).map(({ data, shape }) => ({ data, shape })));
    // One for all whole hops, one for the last.
    expect(seen.size).toBe(2);
  });

  it("begins anew after flush and after reset", () => {
    const stream = createCwtStream({ scales, sampleRate, hop: 200 });
    const first = fed(stream, noise(1234), [100]);
    expect(fed(stream, noise(1234), [100])).toEqual(first);
    stream.push(noise(777));
    stream.reset();
    expect(fed(stream, noise(1234), [100])).toEqual(first);
  });

  it("gives nothing for nothing", () => {
    const stream = createCwtStream({ scales, sampleRate });
    expect(stream.push(new Float32Array(0))).toEqual([]);
    expect(stream.flush()).toEqual([]);
  });

  it("works beside other streams and transforms", () => {
    const streams = [100, 250, 600].map((hop) => createCwtStream({ scales, sampleRate, hop, output: "power" }));
    const alone = streams.map((stream) => fed(stream, noise(3000), [333]));
    const together: (typeof alone)[number][] = [[], [], []];
    for (let at = 0; at < 3000; at += 333) {
      streams.forEach((stream, i) => together[i]!.push(...stream.push(noise(3000).subarray(at, at + 333))));
      cwt(noise(500), [50]);
    }
    streams.forEach((stream, i) => together[i]!.push(...stream.flush()));
    expect(together).toEqual(alone);
  });

  it("states scales and frequencies", () => {
    const { frequencies, scales: own, hop } = createCwtStream({ scales: [6, 130], sampleRate: 16_000 });
    expect([...own, frequencies[1], hop]).toEqual([6, 130, 100, 512]);
  });

  describe("rejects", () => {
    it("a chunk with NaN, and goes on as if it had not come", () => {
      const stream = createCwtStream({ scales, sampleRate, hop: 100 });
      stream.push(noise(1000).subarray(0, 150));
      const bad = noise(500);
      bad[499] = Number.NaN;
      expect(() => stream.push(bad)).toThrow(new RangeError('"chunk" must be finite in float32, got NaN at index 499'));
      const rest = [...stream.push(noise(1000).subarray(150)), ...stream.flush()];
      const whole = fed(createCwtStream({ scales, sampleRate, hop: 100 }), noise(1000), [1000]);
      expect(rest).toEqual(whole.slice(whole.length - rest.length));
    });

    it("a sample that float32 does not hold, in a stream of float32", () => {
      const chunk = Float64Array.of(0, 1e39);
      expect(() => createCwtStream({ scales, sampleRate }).push(chunk)).toThrow(
        new RangeError('"chunk" must be finite in float32, got 1e+39 at index 1'),
      );
      expect(createCwtStream({ scales, sampleRate, dtype: "float64" }).push(chunk)).toEqual([]);
    });

    it("a chunk of another kind", () => {
      // @ts-expect-error: not samples
      expect(() => createCwtStream({ scales, sampleRate }).push([1, 2])).toThrow(
        new TypeError('"chunk" must be a Float32Array or a Float64Array, got Array'),
      );
    });

    it.each([0, -1, 1.5, Number.NaN, Infinity])("a hop of %d", (hop) => {
      expect(() => createCwtStream({ scales, sampleRate, hop })).toThrow(
        new RangeError(`"hop" must be an integer from 1 to 16777216, got ${hop}`),
      );
    });

    it.each([0, -1, Number.NaN, Infinity])("a sample rate of %d", (rate) => {
      expect(() => createCwtStream({ scales, sampleRate: rate })).toThrow(
        new RangeError(`"sampleRate" must be finite and > 0, got ${rate}`),
      );
    });

    it("an unknown output", () => {
      expect(() => createCwtStream({ scales, sampleRate, output: "phase" as "power" })).toThrow(
        new RangeError('"output" must be one of "power", "magnitude", "logPower", got "phase"'),
      );
    });
  });
});
