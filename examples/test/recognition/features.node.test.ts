import { createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { augment } from "../../src/parts/recognition/augment.js";
import { featureNames, featuresOf } from "../../src/parts/recognition/features.js";
import { tone } from "../synthetic.js";
import golden from "./fixtures/log-mel.json" with { type: "json" };

const samples = tone({ emotion: "happy", actor: 1, repetition: 1 }, 0.5);

/** What the first 25 cosines over 40 bands cannot tell: the 30th. */
const ripple = (i: number): number => Math.cos((Math.PI * 30 * (2 * i + 1)) / 80);
const moved = (a: Float32Array, b: Float32Array): number =>
  a.filter((value, i) => Math.abs(value - b[i]!) > 2e-3).length;

const rippledTrack = (depth: number) => ({
  bands: Array.from({ length: 40 }, (_, i) =>
    Float64Array.from({ length: 60 }, (__, t) => Math.sin(t / 7 + i) + depth * ripple(i)),
  ),
  pitch: { semitones: new Float64Array(60).fill(12), strength: new Float64Array(60).fill(9) },
});

/** 12 statistics a band; 40 bands, or the 32 of them below 2.7 kHz. */
const lengths = {
  wavelet: 1294,
  "log-mel": 1294,
  "wavelet-narrow": 1294 - 8 * 12,
  "wavelet-cepstra": 517,
  mfcc: 517,
} as const;

describe("featuresOf", () => {
  it.each(featureNames)("%s gives finite statistics of a clip and of a copy, as many of both", (name) => {
    const features = featuresOf(name);
    const track = features.track(samples);
    expect(track.bands).toHaveLength(features.bands);
    const rows = [track, augment(track, createRandom(1), features.origin)].map((each) =>
      features.select(features.describe(each)),
    );
    expect(rows.map((row) => row.length)).toEqual(Array(2).fill(lengths[name]));
    expect(rows.every((row) => row.every(Number.isFinite))).toBe(true);
    expect(rows[1]).not.toEqual(rows[0]);
  });

  it("mfcc holds librosa's coefficients", () => {
    const { describe: describeTrack, select } = featuresOf("mfcc");
    const bands = Array.from({ length: 40 }, (_, i) =>
      Float64Array.from({ length: golden.hops }, (__, t) => Math.log(golden.power[t * 40 + i]! + 1e-8)),
    );
    const flat = new Float64Array(golden.hops);
    const values = select(describeTrack({ bands, pitch: { semitones: flat, strength: flat } }));
    // Decibels to natural logarithms of power, and from a sum over the bands to a mean.
    const unit = Math.LN10 / 10 / Math.sqrt(40);
    for (let k = 0; k < 25; k++) {
      // The result is float32, of numbers up to 10.
      expect(values[k]).toBeCloseTo(unit * golden.mfccMeans[k]!, 5);
      expect(values[25 + k]).toBeCloseTo(unit * golden.mfccDeviations[k]!, 5);
    }
  });

  it("cepstra do not see a band alone, but pitch, energy and cepstrum", () => {
    const { describe: describeTrack, select } = featuresOf("mfcc");
    const [plain, rippled] = [0, 0.01].map((depth) => describeTrack(rippledTrack(depth)));
    expect(moved(plain!, rippled!)).toBeGreaterThan(200);
    expect(moved(select(plain!), select(rippled!))).toBe(0);
  });

  it("moves mel bands as far in frequency as those of wavelets", () => {
    const { origin } = featuresOf("log-mel");
    expect(origin(20, 0)).toBeCloseTo(20, 10);
    const ratio = (7600 / 60) ** (2 / 79);
    // Band 10 lies where mel are in proportion to frequency.
    const [frequency, below] = [golden.frequencies[10]!, golden.frequencies[9]!];
    const expected = 9 + (frequency / ratio - below) / (frequency - below);
    expect(frequency).toBeLessThan(1000);
    expect(origin(10, 2)).toBeCloseTo(expected, 6);
  });
});
