import { parseRavdessName } from "@wader/ravdess";
import { expect, it } from "vitest";

import { standardizeBySpeaker } from "../../src/parts/recognition/by-speaker.js";

it("gives each speaker's clips, and their copies apart, mean 0 and deviation 1", () => {
  const clips = [
    ["03-01-01-01-01-01-01", 1, 10],
    ["03-01-02-01-01-01-01", 3, 30],
    ["03-01-01-01-01-01-02", 100, 5],
    ["03-01-02-01-01-01-02", 104, 5],
  ].map(([name, value, copy]) => ({
    utterance: parseRavdessName(String(name)),
    rows: [Float32Array.of(Number(value)), Float32Array.of(Number(copy))],
    fingerprint: String(name),
  }));
  const result = standardizeBySpeaker(clips).map(({ rows }) => rows.map((row) => row[0]));
  expect(result).toEqual([
    [-1, -1],
    [1, 1],
    [-1, 0],
    [1, 0],
  ]);
  expect(clips[0]!.rows[0]).toEqual(Float32Array.of(1));
});
