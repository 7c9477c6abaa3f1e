import { describe, expect, it } from "vitest";

import { toMono } from "../src/mono.js";

describe("toMono", () => {
  it("is the mean of the channels", () => {
    const channels = [Float32Array.of(1, 0.5, 0), Float32Array.of(0, 0.5, 0.25), Float32Array.of(-1, 0.5, 0.5)];
    expect(toMono({ channels })).toEqual(Float32Array.of(0, 0.5, 0.25));
  });

  it("returns equal channels to the bit", () => {
    const samples = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i));
    expect(toMono({ channels: [samples, samples] })).toEqual(samples);
  });

  it("copies a single channel", () => {
    const samples = Float32Array.of(1, 2);
    const mono = toMono({ channels: [samples] });
    expect(mono).toEqual(samples);
    expect(mono).not.toBe(samples);
  });

  it("takes Float64Array channels, and does not overflow on the way", () => {
    const large = Float64Array.of(3e38, -3e38);
    expect(toMono({ channels: [large, large] })).toEqual(Float32Array.of(3e38, -3e38));
  });

  it("rejects no channels", () => {
    expect(() => toMono({ channels: [] })).toThrow(
      new RangeError('"channels" must hold at least one channel, got none'),
    );
  });

  it("rejects channels of different lengths", () => {
    const channels = [new Float32Array(3), new Float32Array(2)];
    expect(() => toMono({ channels })).toThrow(new RangeError('"channels" must be of one length, got 3 and 2 samples'));
  });

  it("rejects a NaN sample", () => {
    const message = '"channels[0]" must hold finite samples only, got NaN at index 1';
    expect(() => toMono({ channels: [Float32Array.of(0, NaN)] })).toThrow(new RangeError(message));
  });

  it("rejects a signal in place of its channels", () => {
    const channels = new Float32Array(2) as unknown as Float32Array[];
    expect(() => toMono({ channels })).toThrow(new TypeError('"channels" must be an array, got Float32Array'));
  });
});
