import { resample } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { openRecording } from "../src/recording.js";
import { voice } from "./voice.js";

const pause = (): Promise<void> => Promise.resolve();

describe("openRecording", () => {
  it.each([8000, 11_025, 16_000, 44_100, 48_000])(
    "reads parts at %d Hz that are those of the whole, resampled at once",
    async (rate) => {
      const x = voice(5.3, rate);
      const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
      const whole = resample(
        x.map((value) => value - mean),
        rate,
        16_000,
      );
      const { seconds, read } = await openRecording(x, rate, pause);
      expect(seconds).toBe(x.length / rate);
      for (const [from, to] of [
        [0, 2],
        [2, 4],
        [3, 7],
      ] as const) {
        const part = read(from, to);
        const expected = whole.subarray(from * 16_000, to * 16_000);
        expect(part).toHaveLength(expected.length);
        // The same filter over the same samples, but for float32 rounding of the mean.
        for (let i = 0; i < part.length; i += 7) expect(Math.abs(part[i]! - expected[i]!)).toBeLessThan(1e-7);
      }
    },
  );

  it("averages channels, and takes away the mean of all", async () => {
    const left = Float32Array.of(0.5, 0.3, 0.1, 0.5);
    const right = Float64Array.of(0.1, 0.1, 0.1, -0.1);
    const { read } = await openRecording([left, right], 16_000, pause);
    for (const [i, expected] of [0.1, 0, -0.1, 0].entries()) expect(read(0, 1)[i]).toBeCloseTo(expected, 7);
  });

  it.each([
    ["a string", "clip.wav", "string"],
    ["an array of numbers", [0.1, 0.2], "an array of number"],
    ["nothing", null, "null"],
    ["16-bit samples", new Int16Array(4), "Int16Array"],
  ])("refuses %s", async (_, audio, got) => {
    await expect(openRecording(audio as unknown as Float32Array, 16_000, pause)).rejects.toThrow(
      new TypeError(`"audio" must be a Float32Array, a Float64Array or an array of these, got ${got}`),
    );
  });

  it("refuses channels of different lengths", async () => {
    await expect(openRecording([new Float32Array(3), new Float32Array(4)], 16_000, pause)).rejects.toThrow(
      new RangeError('"audio" must have channels of one length, got 3 and 4 samples'),
    );
  });

  it.each([[new Float32Array(0)], [[]]])("refuses an empty recording", async (audio) => {
    await expect(openRecording(audio, 16_000, pause)).rejects.toThrow(new RangeError('"audio" must not be empty'));
  });

  it("refuses samples that are not finite, and says where", async () => {
    const x = new Float32Array(9);
    x[4] = Number.NaN;
    await expect(openRecording(x, 16_000, pause)).rejects.toThrow(
      new RangeError('"audio" must be finite, got NaN at index 4'),
    );
    await expect(openRecording([new Float32Array(9), x], 16_000, pause)).rejects.toThrow(
      new RangeError('"audio" must be finite, got NaN at index 4 of channel 1'),
    );
  });

  it("refuses samples in units of 16 bits", async () => {
    await expect(openRecording(Float32Array.of(0, 1200), 16_000, pause)).rejects.toThrow(
      new RangeError('"audio" must be scaled to [-1, 1], got 1200 at index 1'),
    );
  });

  it.each([7999, 192_001, 44_100.5, Number.NaN, Infinity])("refuses a rate of %d", async (rate) => {
    await expect(openRecording(new Float32Array(9), rate, pause)).rejects.toThrow(
      new RangeError(`"sampleRate" must be a whole number from 8000 to 192000, got ${rate}`),
    );
  });

  it("refuses a rate that is no number", async () => {
    await expect(openRecording(new Float32Array(9), "48k" as unknown as number, pause)).rejects.toThrow(
      new TypeError('"sampleRate" must be a number, got string'),
    );
  });
});
