import { resample } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { type EmotionProbabilities, emotions } from "../src/emotions.js";
import { NoSpeechError } from "../src/no-speech-error.js";
import { encodeRecognizer } from "../src/recognizer-file.js";
import { recognizerFrom } from "../src/recognizer.js";
import { describeSpeech, trackSpeech } from "../src/speech-track.js";
import { features, madeUpRecognizer, madeUpRecord } from "./made-up.js";
import { voice } from "./voice.js";

const recognizer = madeUpRecognizer();

/** Speech between silences. */
function placed(x: Float32Array, seconds: number, start: number, sampleRate = 16_000): Float32Array {
  const all = new Float32Array(seconds * sampleRate);
  all.set(x, start * sampleRate);
  return all;
}

function apart(a: EmotionProbabilities, b: EmotionProbabilities): number {
  return Math.max(...emotions.map((emotion) => Math.abs(a[emotion] - b[emotion])));
}

const sum = (probabilities: EmotionProbabilities): number =>
  emotions.reduce((total, emotion) => total + probabilities[emotion], 0);

describe("predict", () => {
  it("gives the softmax of the discriminant over standardised statistics at the temperature", async () => {
    const x = voice(2);
    const { probabilities, emotion, timeline } = await recognizer.predict(x, 16_000);
    // By hand, of the samples without their mean.
    const mean = x.reduce((total, value) => total + value, 0) / x.length;
    const values = describeSpeech(trackSpeech(x.map((value) => value - mean)));
    const [{ standardizer, discriminant }] = madeUpRecord().models as [ReturnType<typeof madeUpRecord>["models"][0]];
    const row = Array.from(values, (value, j) =>
      Math.min(4, Math.max(-4, (value - standardizer.means[j]!) / standardizer.deviations[j]!)),
    );
    const scores = emotions.map(
      (_, k) =>
        (discriminant.intercepts[k]! +
          row.reduce((total, value, j) => total + value * discriminant.coefficients[k]![j]!, 0)) /
        2,
    );
    const total = scores.reduce((all, score) => all + Math.exp(score), 0);
    // The mean is taken away in float32 here, once.
    for (const [k, name] of emotions.entries()) {
      expect(probabilities[name]).toBeCloseTo(Math.exp(scores[k]!) / total, 5);
    }
    expect(emotion).toBe(emotions[scores.indexOf(Math.max(...scores))]);
    expect(timeline).toHaveLength(1);
    expect(timeline[0]!.probabilities).toEqual(probabilities);
  });

  it("judges short speech in a longer silence as a whole, and says where it lies", async () => {
    const alone = await recognizer.predict(voice(2), 16_000);
    const { probabilities, timeline } = await recognizer.predict(placed(voice(2), 9, 4), 16_000);
    expect(timeline).toHaveLength(1);
    expect(timeline[0]!.start).toBeGreaterThan(3.9);
    expect(timeline[0]!.start).toBeLessThan(4.1);
    expect(timeline[0]!.end).toBeGreaterThan(5.9);
    expect(timeline[0]!.end).toBeLessThan(6.1);
    // The cuts at both ends ring on for some hops where silence follows.
    expect(apart(probabilities, alone.probabilities)).toBeLessThan(0.05);
  });

  it("judges longer speech in windows of 3 s, one a second, and takes their mean", async () => {
    const { probabilities, timeline, emotion } = await recognizer.predict(voice(6.5), 16_000);
    expect(timeline.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
      [3, 6],
      [4, 6.5],
    ]);
    for (const name of emotions) {
      const mean = timeline.reduce((total, entry) => total + entry.probabilities[name], 0) / timeline.length;
      expect(probabilities[name]).toBeCloseTo(mean, 12);
    }
    for (const entry of timeline) expect(sum(entry.probabilities)).toBeCloseTo(1, 12);
    expect(probabilities[emotion]).toBe(Math.max(...emotions.map((name) => probabilities[name])));
  });

  it("judges a window as it would the same stretch of a recording, wherever parts of the work begin", async () => {
    // Two seconds of speech in silence at different places: window and part of the work differ, the sound does not.
    const early = await recognizer.predict(placed(voice(2), 30, 1), 16_000);
    const late = await recognizer.predict(placed(voice(2), 30, 17), 16_000);
    const at = (timeline: typeof early.timeline, start: number) => timeline.find((entry) => entry.start === start)!;
    // Float32 transforms of differently long signals.
    expect(apart(at(early.timeline, 1).probabilities, at(late.timeline, 17).probabilities)).toBeLessThan(1e-3);
  });

  it("leaves out windows without sound, and those far quieter than the loudest", async () => {
    const x = placed(voice(4), 30, 2);
    x.set(
      voice(4).map((value) => 0.01 * value),
      20 * 16_000,
    );
    const { timeline } = await recognizer.predict(x, 16_000);
    expect(timeline.map(({ start }) => start)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([44_100, 16_000, 22_050])("says the same at %d Hz as at 48 kHz", async (rate) => {
    const x = voice(2, 48_000);
    const expected = await recognizer.predict(x, 48_000);
    const got = await recognizer.predict(resample(x, 48_000, rate), rate);
    // Resampling again moves the lowest bits, and the edge at both ends rings differently.
    expect(apart(got.probabilities, expected.probabilities)).toBeLessThan(0.01);
  });

  it("is blind to a constant offset", async () => {
    const x = placed(voice(2), 4, 1);
    const expected = await recognizer.predict(x, 16_000);
    const got = await recognizer.predict(
      x.map((value) => value + 0.2),
      16_000,
    );
    // 0.2 costs float32 samples 2e-8 of their precision.
    expect(apart(got.probabilities, expected.probabilities)).toBeLessThan(1e-3);
  });

  it("hears the level", async () => {
    const x = voice(2);
    const quiet = await recognizer.predict(
      x.map((value) => 0.1 * value),
      16_000,
    );
    expect(apart(quiet.probabilities, (await recognizer.predict(x, 16_000)).probabilities)).toBeGreaterThan(0.01);
  });

  it("averages channels", async () => {
    const x = voice(2);
    const mono = await recognizer.predict(x, 16_000);
    expect(await recognizer.predict([x, x], 16_000)).toEqual(mono);
    expect(await recognizer.predict([x], 16_000)).toEqual(mono);
    expect(await recognizer.predict(Float64Array.from(x), 16_000)).toEqual(mono);
  });

  it("takes clipped samples and rates up to 192 kHz", async () => {
    const x = voice(1, 192_000).map((value) => Math.max(-0.1, Math.min(0.1, 5 * value)));
    const { probabilities } = await recognizer.predict(x, 192_000);
    expect(sum(probabilities)).toBeCloseTo(1, 12);
  });

  it("takes the model that is for the rate", async () => {
    const both = madeUpRecognizer([16_000, 8000]);
    const [first, second] = madeUpRecord([16_000, 8000]).models;
    const only = (model: typeof first) => recognizerFrom(encodeRecognizer({ ...madeUpRecord(), models: [model!] }));
    const x = voice(1);
    expect(await both.predict(x, 16_000)).toEqual(await only(first).predict(x, 16_000));
    const low = voice(1, 8000);
    const { probabilities } = await both.predict(low, 8000);
    expect({ probabilities }).toEqual({ probabilities: (await only(second).predict(low, 8000)).probabilities });
    expect(apart(probabilities, (await only(first).predict(low, 8000)).probabilities)).toBeGreaterThan(0.01);
  });

  it.each([
    ["silence", new Float32Array(16_000), "silence", "the recording is silent"],
    ["a long silence", new Float32Array(16_000 * 20), "silence", "the recording is silent"],
    ["a constant", new Float32Array(16_000).fill(0.3), "silence", "the recording is silent"],
    ["0.05 s", voice(0.05), "too-short", "too short: 5 hops of 10 ms, 20 are needed"],
    ["one sample", Float32Array.of(0.5), "too-short", "too short: 0 hops of 10 ms, 20 are needed"],
    ["a click in 20 s", placed(Float32Array.of(0.5), 20, 9.5), "too-short", "nothing in the recording lasts 0.2 s"],
  ] as const)("says that %s holds no speech", async (_, x, reason, message) => {
    const error = await recognizer.predict(x, 16_000).catch((caught: unknown) => caught);
    expect(error).toEqual(new NoSpeechError(reason, message));
    expect(error).toHaveProperty("reason", reason);
  });

  it("takes the shortest speech there is", async () => {
    const { timeline } = await recognizer.predict(voice(0.2), 16_000);
    expect(timeline).toEqual([{ start: 0, end: 0.2, probabilities: expect.any(Object) as EmotionProbabilities }]);
  });

  it("passes over ten minutes, tells how far it is, and lets others have their turn", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const seen: number[] = [];
    const { timeline } = await recognizer.predict(placed(voice(5), 600, 300), 16_000, {
      onProgress({ seconds, totalSeconds, secondsLeft }) {
        seen.push(seconds);
        expect(totalSeconds).toBe(600);
        expect(secondsLeft).toBeGreaterThanOrEqual(0);
      },
    });
    clearInterval(timer);
    expect(timeline.map(({ start }) => start)).toEqual([298, 299, 300, 301, 302, 303, 304]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(600);
    expect(turns).toBeGreaterThan(10);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const running = recognizer.predict(placed(voice(5), 60, 30), 16_000, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow(new Error("enough"));
    await expect(recognizer.predict(voice(1), 16_000, { signal: stop.signal })).rejects.toThrow(new Error("enough"));
  });
});

describe("a recogniser", () => {
  it("tells where it comes from, and counts its numbers", () => {
    expect(recognizer.info.data).toBe("drawn numbers");
    expect(recognizer.models).toEqual([
      { leastRate: 8000, figures: { unweightedAccuracy: 0.125, weightedAccuracy: 0.125, calibrationError: 0 } },
    ]);
    expect(recognizer.parameters).toBe(2 * features + 8 * features + 8 + 1);
  });
});
