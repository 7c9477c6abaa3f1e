import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatRavdessName, parseRavdessName, type RavdessName, RavdessNameError, statements } from "../src/index.js";
import { all, countBy } from "./corpus.js";

function errorOf(path: string): RavdessNameError | undefined {
  try {
    parseRavdessName(path);
  } catch (error) {
    if (error instanceof RavdessNameError) return error;
    throw error;
  }
  return undefined;
}

const messageOf = (path: string): string | undefined => errorOf(path)?.message;

describe("parseRavdessName", () => {
  it("reads every field", () => {
    expect(parseRavdessName("Actor_12/03-01-06-01-02-01-12.wav")).toEqual({
      id: "03-01-06-01-02-01-12",
      modality: "audio",
      channel: "speech",
      emotion: "fearful",
      emotionIndex: 5,
      intensity: "normal",
      statement: 2,
      repetition: 1,
      actor: 12,
      gender: "female",
      path: "Actor_12/03-01-06-01-02-01-12.wav",
    });
  });

  it("reads songs and videos", () => {
    expect(parseRavdessName("01-02-03-02-01-02-07.mp4")).toMatchObject({
      modality: "audio-video",
      channel: "song",
      emotion: "happy",
      intensity: "strong",
      statement: 1,
      repetition: 2,
      actor: 7,
      gender: "male",
    });
  });

  it.each(["03-01-06-01-02-01-12", "C:\\ravdess\\03-01-06-01-02-01-12.WAV", "/a/b.c/03-01-06-01-02-01-12.wav"])(
    "accepts %s",
    (path) => {
      expect(parseRavdessName(path)).toMatchObject({ id: "03-01-06-01-02-01-12", path });
    },
  );

  it("counts the corpus as published: 96 neutral, 192 of each other emotion, 768 normal, 672 strong", () => {
    expect(all).toHaveLength(1440);
    expect([...countBy(all, (u) => u.emotionIndex).values()]).toEqual([96, 192, 192, 192, 192, 192, 192, 192]);
    expect([...countBy(all, (u) => u.intensity)]).toEqual([
      ["normal", 768],
      ["strong", 672],
    ]);
    expect([...countBy(all, (u) => u.gender).values()]).toEqual([720, 720]);
  });

  it.each([
    ["notes.txt", "form", "notes.txt"],
    ["", "form", ""],
    ["03-01-06-01-02-01.wav", "form", "03-01-06-01-02-01.wav"],
    ["._03-01-06-01-02-01-12.wav", "form", "._03-01-06-01-02-01-12.wav"],
    ["03-01-06-01-02-01-12.wav.part", "form", "03-01-06-01-02-01-12.wav.part"],
    ["04-01-06-01-02-01-12.wav", "modality", "04"],
    ["03-00-06-01-02-01-12.wav", "channel", "00"],
    ["03-01-09-01-02-01-12.wav", "emotion", "09"],
    ["03-01-06-03-02-01-12.wav", "intensity", "03"],
    ["03-01-06-01-00-01-12.wav", "statement", "00"],
    ["03-01-06-01-02-03-12.wav", "repetition", "03"],
    ["03-01-06-01-02-01-25.wav", "actor", "25"],
    ["03-01-01-02-02-01-12.wav", "intensity", "02"],
  ])("rejects %j and names the %s", (path, field, value) => {
    expect(() => parseRavdessName(path)).toThrow(
      expect.objectContaining({ name: "RavdessNameError", field, value }) as RavdessNameError,
    );
  });

  it("says what is wrong with a name", () => {
    expect(messageOf("a/notes.txt")).toBe('"notes.txt" is not a RAVDESS name such as "03-01-06-01-02-01-12.wav"');
    expect(messageOf("03-01-06-01-02-01-25.wav")).toBe(
      '"03-01-06-01-02-01-25.wav": the code of the actor must be 01 to 24, got 25',
    );
    expect(messageOf("03-01-01-02-02-01-12")).toBe('"03-01-01-02-02-01-12": neutral exists in normal intensity only');
  });

  it.each([
    [7, "number"],
    [null, "null"],
    [undefined, "undefined"],
  ])("rejects %s, which is not a string", (path, kind) => {
    expect(() => parseRavdessName(path as unknown as string)).toThrow(
      new TypeError(`"path" must be a string, got ${kind}`),
    );
  });

  it("accepts exactly the names of the grammar, and throws nothing but its own error", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 6, maxLength: 8 });
    const near = digits.map((codes) => `${codes.map((code) => String(code).padStart(2, "0")).join("-")}.wav`);
    const small = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 7, maxLength: 7 });
    const likely = small.map((codes) => codes.map((code) => `0${code}`).join("-"));
    const grammar =
      /^(?:.*[\\/])?0[1-3]-0[12]-(?:01-01|0[2-8]-0[12])-0[12]-0[12]-(?:0[1-9]|1\d|2[0-4])(?:\.wav|\.mp4)?$/is;
    fc.assert(
      fc.property(fc.oneof(fc.string(), near, likely), (path) => {
        expect(errorOf(path) === undefined).toBe(grammar.test(path));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("formatRavdessName", () => {
  const name: RavdessName = {
    modality: "audio",
    channel: "speech",
    emotion: "angry",
    intensity: "strong",
    statement: 2,
    repetition: 1,
    actor: 7,
  };

  it("writes seven codes", () => {
    expect(formatRavdessName(name)).toBe("03-01-05-02-02-01-07");
  });

  it("is the inverse of parseRavdessName for the whole corpus", () => {
    for (const utterance of all) expect(formatRavdessName(utterance)).toBe(utterance.id);
  });

  it.each([
    [{ actor: 25 }, "actor", "25"],
    [{ actor: NaN }, "actor", "NaN"],
    [{ actor: 1.5 }, "actor", "1.5"],
    [{ emotion: "bored" }, "emotion", "bored"],
    [{ statement: 3 }, "statement", "3"],
    [{ repetition: undefined }, "repetition", "undefined"],
    [{ emotion: "neutral" }, "intensity", "strong"],
  ])("rejects %j", (change, field, value) => {
    expect(() => formatRavdessName({ ...name, ...change } as RavdessName)).toThrow(
      expect.objectContaining({ name: "RavdessNameError", field, value }) as RavdessNameError,
    );
  });

  it("rejects what is not an object", () => {
    expect(() => formatRavdessName(null as unknown as RavdessName)).toThrow(
      new TypeError('"name" must be an object, got null'),
    );
  });
});

it("gives the text of both statements", () => {
  expect(statements).toEqual(["Kids are talking by the door", "Dogs are sitting by the door"]);
});
