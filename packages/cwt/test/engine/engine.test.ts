import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createEngine } from "../../src/engine/engine.js";
import type { Engine } from "../../src/engine/engine.js";
import { transformOf } from "../../src/engine/transforms.js";
import type { TransformName } from "../../src/engine/transforms.js";
import { waveletFilter } from "../../src/filter.js";
import { wavelet, waveletNames } from "../../src/wavelet.js";
import { directRows } from "../direct.js";
import { goldenCases } from "../golden.js";

const names: readonly TransformName[] = ["float32", "float32-relaxed", "float64", "plain"];

/**
 * Largest error in units of the largest coefficient. Float32 rounds the samples, the filters and 13 passes of a
 * transform: five units in the last place (6e-8). Float64 has 29 bits more.
 */
const tolerance = (name: TransformName) => (name === "float64" || name === "plain" ? 1e-14 : 3e-7);

/** PyWavelets convolves by the sum itself, whose rounding shows in float64: up to 2.5e-14, for cgau2. */
const goldenTolerance = (name: TransformName) => Math.max(tolerance(name), 5e-14);

function rowsOf(engine: Engine, x: Float64Array, length = x.length, units?: Iterable<number>): Float64Array[] {
  const signals = x.length / length;
  const rows = Array.from({ length: signals * engine.rows }, () => new Float64Array(length).fill(Number.NaN));
  engine.forEachBlock(
    x,
    length,
    ({ signal, start, rows: numbers, values }) => {
      numbers.forEach((row, i) => rows[signal * engine.rows + row!]!.set(values[i]!, start));
    },
    units,
  );
  return rows;
}

function relativeError(actual: readonly Float64Array[], expected: readonly Float64Array[]): number {
  let largest = 0;
  let error = 0;
  expected.forEach((row, r) =>
    row.forEach((value, n) => {
      largest = Math.max(largest, Math.abs(value));
      const difference = Math.abs(value - actual[r]![n]!);
      if (!(difference <= error)) error = difference;
    }),
  );
  return largest === 0 ? error : error / largest;
}

const random = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => ((Math.sin(i * 78.233 + seed) * 43_758.5453) % 1) - 0.3);
const filtersOf = (name: string, scales: readonly number[], precision = 10) =>
  scales.map((scale) => waveletFilter(wavelet(name as "morl"), scale, precision));

describe.each(names)("engine with transform %s", (name) => {
  const missing = transformOf(name) === undefined;

  it.skipIf(missing)("gives the coefficients of PyWavelets", () => {
    const errors: Record<string, number> = {};
    for (const { title, wavelet: mother, precision, x, scales, expected } of goldenCases()) {
      const filters = scales.map((scale) => waveletFilter(wavelet(mother), scale, precision));
      const rows = rowsOf(createEngine(filters, name), x);
      const parts = expected.length;
      const golden = rows.map((_, r) => {
        const values = expected[r % parts]!;
        const scale = Math.floor(r / parts);
        return values.subarray(scale * x.length, (scale + 1) * x.length);
      });
      errors[title] = relativeError(rows, golden);
    }
    expect(Object.entries(errors).filter(([, error]) => !(error < goldenTolerance(name)))).toEqual([]);
  });

  it.skipIf(missing)("equals the defining sum for any wavelet, length and scales", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...waveletNames),
        fc.integer({ min: 1, max: 700 }),
        fc.array(fc.double({ min: 0.3, max: 60, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (mother, length, scales) => {
          const filters = filtersOf(mother, scales);
          const x = random(length, scales[0]!);
          expect(relativeError(rowsOf(createEngine(filters, name), x), directRows(filters, x))).toBeLessThan(
            // A transform rounds in proportion to its whole block, and a block may hold a single small value.
            4 * tolerance(name),
          );
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  it.skipIf(missing)("convolves with filters much longer than the signal", () => {
    const filters = filtersOf("mexh", [2, 900, 5000]);
    for (const length of [1, 5, 64, 1000]) {
      const x = random(length, 5);
      expect(relativeError(rowsOf(createEngine(filters, name), x), directRows(filters, x))).toBeLessThan(
        4 * tolerance(name),
      );
    }
  });

  it.skipIf(missing)("transforms a batch as it transforms each signal", () => {
    const engine = createEngine(filtersOf("morl", [3, 7.5, 20]), name);
    const length = 777;
    const batch = random(40 * length, 6);
    const rows = rowsOf(engine, batch, length);
    for (const signal of [0, 1, 17, 39]) {
      const alone = rowsOf(engine, batch.slice(signal * length, (signal + 1) * length));
      expect(rows.slice(signal * engine.rows, (signal + 1) * engine.rows)).toEqual(alone);
    }
  });

  it.skipIf(missing)("gives the very same values whatever units are asked for, in whatever order", () => {
    // Filters of several block sizes, and a signal of several stages in each.
    const filters = filtersOf("morl", [2, 3, 5, 8, 13, 21, 34, 200]);
    const x = random(200_000, 7);
    const all = rowsOf(createEngine(filters, name), x);
    const engine = createEngine(filters, name);
    const units = engine.costsOf(x.length).length;
    expect(units).toBeGreaterThan(8);
    const joined = all.map((row) => new Float64Array(row.length).fill(Number.NaN));
    // Every third unit from the end on, then others from the beginning on; the first of them on an engine without spectra.
    const third = Array.from({ length: units }, (_, i) => units - 1 - i).filter((unit) => unit % 3 === 0);
    const others = Array.from({ length: units }, (_, i) => i).filter((unit) => unit % 3 !== 0);
    let twice = 0;
    for (const part of [third, others]) {
      rowsOf(engine, x, x.length, part).forEach((row, r) => {
        row.forEach((value, n) => {
          if (Number.isNaN(value)) return;
          if (!Number.isNaN(joined[r]![n])) twice++;
          joined[r]![n] = value;
        });
      });
    }
    expect(twice).toBe(0);
    expect(joined.every((row, r) => row.every((value, n) => Object.is(value, all[r]![n])))).toBe(true);
  });

  it.skipIf(missing)("gives the very same values after its memory has grown for another", () => {
    const x = random(3000, 8);
    const engine = createEngine(filtersOf("morl", [3, 20]), name);
    const before = rowsOf(engine, x);
    const { bytes } = transformOf(name)!;
    const large = createEngine(filtersOf("mexh", [20_000]), name);
    rowsOf(large, random(200_000, 9));
    expect(transformOf(name)!.bytes).toBeGreaterThan(bytes);
    expect(rowsOf(engine, x)).toEqual(before);
  });

  it.skipIf(missing)("gives the values between two places from no more samples than these depend on", () => {
    const filters = filtersOf("morl", [2, 9.5, 40]);
    const engine = createEngine(filters, name);
    const x = random(2000, 8);
    const expected = directRows(filters, x);
    for (const [from, to] of [
      [0, 1],
      [700, 1300],
      [1000, 1100],
      [1990, 2000],
    ] as const) {
      // Before the part stand as many samples as its first value depends on, so far as the signal has them.
      const begin = Math.max(0, from - engine.past);
      const part = x.subarray(begin, to + engine.ahead);
      const rows = expected.map(() => new Float64Array(to - from).fill(Number.NaN));
      engine.forEachBlockBetween(part, from - begin, to - begin, ({ start, rows: numbers, values }) => {
        numbers.forEach((row, i) => rows[row!]!.set(values[i]!, start - (from - begin)));
      });
      expect(
        relativeError(
          rows,
          expected.map((row) => row.subarray(from, to)),
        ),
      ).toBeLessThan(4 * tolerance(name));
    }
  });
});

describe("createEngine", () => {
  it("hands over every value of every row once, in the order of time", () => {
    const engine = createEngine(filtersOf("cmor1.5-1.0", [2, 40]), "plain");
    const next = new Float64Array(engine.rows);
    engine.forEachBlock(random(20_000, 8), 20_000, ({ signal, start, rows, values }) => {
      expect(signal).toBe(0);
      rows.forEach((row, i) => {
        expect(start).toBe(next[row!]);
        next[row!] = start + values[i]!.length;
      });
    });
    expect([...next]).toEqual([20_000, 20_000, 20_000, 20_000]);
  });

  it("shares spectra between lengths, and drops those of other lengths when they become many", () => {
    const engine = createEngine(filtersOf("morl", [30, 40, 50, 60]), "plain");
    const run = (length: number): number => {
      engine.forEachBlock(new Float64Array(length), length, () => undefined);
      return engine.bytes;
    };
    const first = run(60_000);
    expect(first).toBeGreaterThan(0);
    expect(run(60_001)).toBe(first);
    for (let length = 1000; length < 200_000; length = Math.ceil(length * 1.7)) run(length);
    expect(engine.bytes).toBeLessThanOrEqual(12 * 2 ** 20);
  });

  it("tells what each unit of work costs, which grows with the filters", () => {
    const [short, long] = [2, 200].map((scale) => {
      const scales = Array.from({ length: 40 }, () => scale);
      return createEngine(filtersOf("morl", scales), "plain").costsOf(20_000);
    }) as [Float64Array, Float64Array];
    for (const costs of [short, long]) {
      // 20 pairs, each cut into the same batches of blocks.
      expect(costs.length % 20).toBe(0);
      expect(costs.every((cost) => cost > 0)).toBe(true);
    }
    // A batch is 16,384 values where blocks give fewer.
    expect(short).toHaveLength(2 * 20);
    expect(sum(long)).toBeGreaterThan(sum(short));
  });
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
