import { describe, expect, it } from "vitest";

import { assembleBatch } from "../../src/clip/clip-batch.js";
import { noNormalization } from "../../src/clip/clip-normalization.js";
import { mixClips } from "../../src/clip/mixup.js";
import { uniformRandom } from "../../src/random.js";

const layout = { bands: 2, pitchChannels: 1, views: ["absolute"] as const, floor: -100, stride: 1 };
const clip = (hops: number, level: number) => ({
  energies: new Float32Array(hops * 2).fill(level),
  pitch: new Float32Array(hops).fill(10 * level),
});
const batchOf = () => assembleBatch([clip(3, 1), clip(2, 2), clip(3, 5)], layout, noNormalization(layout));

describe("mixClips", () => {
  it("leaves the batch alone as often as it should", () => {
    const batch = batchOf();
    expect(mixClips(batch, { probability: 0, alpha: 0.3 }, uniformRandom(1))).toBeUndefined();
    expect(batch).toEqual(batchOf());
  });

  it("adds the partner's share to each clip as long as it lasts, its pitch too, and leaves the places of the bands", () => {
    for (let seed = 0; seed < 20; seed++) {
      const batch = batchOf();
      const { share, partners } = mixClips(batch, { probability: 1, alpha: 1 }, uniformRandom(seed))!;
      expect(share).toBeGreaterThanOrEqual(0.5);
      expect(share).toBeLessThanOrEqual(1);
      expect(partners.toSorted()).toEqual(Int32Array.of(0, 1, 2));
      const [levels, lengths] = [
        [1, 2, 5],
        [3, 2, 3],
      ];
      for (const [b, partner] of partners.entries()) {
        for (let t = 0; t < 3; t++) {
          // Behind its own end a clip stays empty, and behind the partner's nothing is added.
          const own = t < lengths[b]! ? levels[b]! : 0;
          const added = t < lengths[b]! && t < lengths[partner]! ? levels[partner]! : 0;
          const expected = share * own + (1 - share) * added;
          const place = (b * 3 + t) * 2 * 2;
          expect(batch.features[place]).toBeCloseTo(expected, 5);
          expect(batch.features[place + 1]).toBe(t < lengths[b]! ? -1 : 0);
          expect(batch.pitch[b * 3 + t]).toBeCloseTo(10 * expected, 4);
        }
      }
    }
  });

  it("mixes strongly or hardly, seldom half and half, where alpha is small", () => {
    const uniform = uniformRandom(5);
    const shares = Array.from(
      { length: 400 },
      () => mixClips(batchOf(), { probability: 1, alpha: 0.1 }, uniform)!.share,
    );
    // Beta(0.1, 0.1) has 76 % of its mass within 0.05 of either end.
    const sure = shares.filter((share) => share > 0.95).length / shares.length;
    expect(sure).toBeGreaterThan(0.68);
    expect(sure).toBeLessThan(0.84);
  });
});
