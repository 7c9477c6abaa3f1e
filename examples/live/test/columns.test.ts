import { createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { createClipColumns } from "../src/clip-columns.js";
import { packLevel, unpackLevel } from "../src/columns.js";
import type { Columns } from "../src/columns.js";
import { createColumnStore } from "../src/column-store.js";
import type { ColumnStore } from "../src/column-store.js";
import { createLiveColumns } from "../src/live-columns.js";
import { defaults, wavelets } from "../src/settings.js";
import type { Analysis } from "../src/settings.js";
import { columnSeconds, prepareTransform } from "../src/transform.js";
import { tone } from "./tone.js";

const rate = 16_000;
/** Samples of a column. */
const hop = columnSeconds * rate;
const names = Object.keys(wavelets) as (keyof typeof wavelets)[];

function storeOf(samples: Float32Array, analysis: Analysis): ColumnStore {
  const maker = createClipColumns(samples, analysis, rate);
  const store = createColumnStore(prepareTransform(analysis, rate).frequencies, samples.length / hop);
  for (let next = maker.next(samples.length); next !== undefined; next = maker.next(samples.length)) store.append(next);
  return store;
}

const loudestRow = (store: ColumnStore, column: number): number => {
  const levels = [...store.levels(column)];
  return levels.indexOf(Math.max(...levels));
};

describe("columns of a clip", () => {
  it.each(names)("peak at a tone's scale, at 0 dB for a sine of full scale, with %s", (wavelet) => {
    const analysis = { ...defaults, wavelet, low: 200, high: 3200, scales: 65 };
    // Row 32 of 65 lies in the middle, at 800 Hz.
    const store = storeOf(tone(800, 2.048, rate, 1), analysis);
    expect(store.end).toBe(256);
    expect(store.frequencies[32]).toBeCloseTo(800, 9);
    expect(Math.abs(loudestRow(store, 128) - 32)).toBeLessThanOrEqual(1);
    // The mean power of a real wavelet's coefficients swings a little, since columns are no whole number of periods.
    expect(Math.abs(store.level(128, 32))).toBeLessThan(0.2);
  });

  it("differ by 10 lg of the scale, and the wavelet's gain, between the norms", () => {
    const samples = tone(800, 1.024, rate, 1);
    const levels = (["amplitude", "energy"] as const).map((norm) => storeOf(samples, { ...defaults, norm }).levels(60));
    const { scales } = prepareTransform(defaults, rate);
    // The analytic Morlet wavelet of energy 1 answers a sine A cos(2πfn) with 0.94 A √s, as its documentation has it.
    for (const row of [40, 60, 80]) {
      const difference = unpackLevel(levels[1]![row]! - levels[0]![row]!);
      expect(difference).toBeCloseTo(10 * Math.log10(0.9412 ** 2 * scales[row]!), 1);
    }
  });

  it("are the same for a clip that comes bit by bit", () => {
    const random = createRandom(1);
    const samples = Float32Array.from({ length: hop * 1100 }, () => 0.1 * random.normal());
    const analysis = { ...defaults, scales: 20 };
    const whole = storeOf(samples, analysis);
    const maker = createClipColumns(samples, analysis, rate);
    const store = createColumnStore(whole.frequencies, 1100);
    for (let filled = 0; filled <= samples.length; filled += hop * 110) {
      for (let next = maker.next(filled); next !== undefined; next = maker.next(filled)) store.append(next);
      expect(store.end * hop).toBeLessThanOrEqual(filled);
    }
    expect(store.end).toBe(1100);
    for (let column = 0; column < 1100; column++) expect(store.levels(column)).toEqual(whole.levels(column));
  });
});

describe("columns of a microphone", () => {
  it("equal those of a clip of the same sound, and come as soon as they can", () => {
    const random = createRandom(2);
    const samples = Float32Array.from({ length: hop * 300 }, () => 0.1 * random.normal());
    const analysis = { ...defaults, scales: 30 };
    const clip = storeOf(samples, analysis);
    const store = createColumnStore(clip.frequencies, 300);
    let given = 0;
    const push = createLiveColumns(analysis, rate, (columns: Columns) => {
      expect(columns.first).toBe(store.end);
      store.append(columns);
    });
    for (let at = 0; at < samples.length; at += given) {
      given = 1 + random.integer(700);
      push(samples.subarray(at, at + given), 0);
    }
    // The longest wavelet reaches 8 scales of 153 samples ahead, which is not ten columns.
    expect(store.end).toBeGreaterThanOrEqual(290);
    for (let column = 0; column < store.end; column++) {
      expect(store.extremes(column)).toEqual(clip.extremes(column));
      // Two roundings to a hundredth, and float32 blocks of another size.
      for (let row = 0; row < 30; row++) {
        expect(Math.abs(store.level(column, row) - clip.level(column, row))).toBeLessThan(0.05);
      }
    }
  });

  it("go on after samples were lost", () => {
    let columns = 0;
    const push = createLiveColumns({ ...defaults, scales: 20 }, rate, () => (columns += 1));
    push(new Float32Array(16_000), 0);
    const before = columns;
    push(new Float32Array(16_000), 4000);
    expect(columns).toBe(2 * before);
  });
});

describe("a store of columns", () => {
  it("keeps the last ones, and gives them by their number", () => {
    const store = createColumnStore(Float64Array.of(200, 100), 3);
    for (let first = 0; first < 5; first++) {
      store.append({
        first,
        levels: Int16Array.of(packLevel(-first), packLevel(-10 - first)),
        lows: Float32Array.of(-first),
        highs: Float32Array.of(first),
      });
    }
    expect([store.begin, store.end, store.loudest]).toEqual([2, 5, 0]);
    expect([store.level(2, 0), store.level(4, 1)]).toEqual([-2, -14]);
    expect(store.extremes(3)).toEqual([-3, 3]);
  });

  it("keeps thousands, and the last of them where they wrap around", () => {
    const capacity = 2500;
    const store = createColumnStore(Float64Array.of(100), capacity);
    for (let first = 0; first < 6000; first += 100) {
      const column = (k: number): number => first + k;
      store.append({
        first,
        levels: Int16Array.from({ length: 100 }, (_, k) => column(k)),
        lows: Float32Array.from({ length: 100 }, (_, k) => -column(k)),
        highs: Float32Array.from({ length: 100 }, (_, k) => column(k)),
      });
    }
    expect([store.begin, store.end]).toEqual([3500, 6000]);
    for (let column = store.begin; column < store.end; column++) {
      expect(store.levels(column)).toEqual(Int16Array.of(column));
      expect(store.extremes(column)).toEqual([-column, column]);
    }
  });
});
