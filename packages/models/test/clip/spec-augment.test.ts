import { describe, expect, it } from "vitest";

import { assembleBatch } from "../../src/clip/clip-batch.js";
import { noNormalization } from "../../src/clip/clip-normalization.js";
import { blotOut } from "../../src/clip/spec-augment.js";
import { uniformRandom } from "../../src/random.js";

const layout = { bands: 10, pitchChannels: 0, views: ["absolute", "relative"] as const, floor: -100, stride: 1 };
const clip = { energies: Float32Array.from({ length: 200 }, (_, i) => 1 + (i % 7)) };
const batchOf = () => assembleBatch([clip], layout, noNormalization(layout));
const blotted = (seed: number, settings: { stripes: number; bands: number; time: number }): boolean[][] => {
  const batch = batchOf();
  blotOut(batch, settings, uniformRandom(seed));
  return Array.from({ length: 20 }, (_, t) =>
    Array.from({ length: 10 }, (__, i) => batch.features[(t * 10 + i) * 3] === 0),
  );
};

describe("blotOut", () => {
  it("leaves everything where there are no stripes", () => {
    const batch = batchOf();
    blotOut(batch, { stripes: 0, bands: 1, time: 1 }, uniformRandom(1));
    expect(batch).toEqual(batchOf());
  });

  it("blots out whole bands and whole hops, neighbours, no more than their share, and keeps the places of the bands", () => {
    let [sawBands, sawHops] = [false, false];
    for (let seed = 0; seed < 50; seed++) {
      const out = blotted(seed, { stripes: 1, bands: 0.3, time: 0.2 });
      const hops = out.flatMap((row, t) => (row.every(Boolean) ? [t] : []));
      const bands = out[0]!.flatMap((_, i) => (out.every((row) => row[i]!) ? [i] : []));
      expect(hops.length).toBeLessThanOrEqual(4);
      expect(bands.length).toBeLessThanOrEqual(3);
      for (const found of [hops, bands]) {
        expect(found.every((place, k) => place === found[0]! + k)).toBe(true);
      }
      for (const [t, row] of out.entries()) {
        for (const [i, blot] of row.entries()) expect(blot).toBe(hops.includes(t) || bands.includes(i));
      }
      sawBands ||= bands.length > 0;
      sawHops ||= hops.length > 0;
    }
    expect([sawBands, sawHops]).toEqual([true, true]);
    const batch = batchOf();
    const places = batch.features.filter((_, at) => at % 3 === 2);
    blotOut(batch, { stripes: 2, bands: 0.5, time: 0.5 }, uniformRandom(1));
    expect(batch.features.filter((_, at) => at % 3 === 2)).toEqual(places);
  });
});
