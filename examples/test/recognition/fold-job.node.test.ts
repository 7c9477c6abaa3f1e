import { createRandom } from "@wader/dsp";
import { type Utterance, parseRavdessName, speakerFolds } from "@wader/ravdess";
import { describe, expect, it } from "vitest";

import { type FoldResult, type JobClip, runFold } from "../../src/parts/recognition/fold-job.js";
import { networkDesigns } from "../../src/parts/recognition/network-designs.js";
import { ScriptError } from "../../src/parts/script.js";

/** Noisy rows that tell classes apart most of the time, of 14 speakers. */
const utterances = Array.from({ length: 14 }, (_, a) =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((emotion) =>
    parseRavdessName(`03-01-0${emotion}-01-01-01-${String(a + 1).padStart(2, "0")}`),
  ),
).flat();

function clipsOf(noiseOfTest = 1): Map<string, JobClip> {
  const random = createRandom(3);
  return new Map(
    utterances.map((utterance) => {
      const { id, emotionIndex, actor } = utterance;
      const values = Float32Array.from({ length: 8 }, (_, k) => {
        const noise = random.normal();
        return (k === emotionIndex ? 2.5 : 0) + (actor > 12 ? noiseOfTest : 1) * noise;
      });
      const sequence = { energies: new Float32Array(0) };
      return [id, { utterance, rows: [values], fingerprint: id, group: id, sequence }];
    }),
  );
}

function run(clips: Map<string, JobClip>, train: Utterance[], calibrate: boolean): Promise<FoldResult> {
  const test = utterances.filter(({ actor }) => actor > 12);
  return runFold(clips, { name: "fold 1", train, test }, 1, {
    unseenSpeakers: true,
    classifiers: ["discriminant"],
    design: networkDesigns.planes,
    select: false,
    calibrate,
    signal: new AbortController().signal,
  });
}

const known = utterances.filter(({ actor }) => actor <= 12);

describe("runFold with calibrate", () => {
  it("finds a temperature that says nothing of the test's speakers, and changes no decision", async () => {
    const [one, other, without] = [
      await run(clipsOf(1), known, true),
      await run(clipsOf(5), known, true),
      await run(clipsOf(1), known, false),
    ];
    expect(one.clips.map(({ scores }) => scores)).not.toEqual(other.clips.map(({ scores }) => scores));
    expect(one.temperature).toBe(other.temperature);
    // Fitted on 64 rows of 8 numbers, a discriminant is surer than it may be.
    expect(one.temperature).toBeGreaterThan(1);
    expect(without.temperature).toBeUndefined();
    expect(without.clips).toEqual(one.clips);
  });

  it("scores each clip, the largest of which decides", async () => {
    const { clips } = await run(clipsOf(), known, false);
    for (const { scores, predicted } of clips) {
      expect(scores).toHaveLength(8);
      expect(scores[predicted]).toBe(Math.max(...scores));
    }
  });

  it("asks for four speakers to go by", async () => {
    const few = known.filter(({ actor }) => actor <= 9);
    expect(speakerFolds(few, 3, { random: createRandom(1) })[0]!.test).toHaveLength(24);
    await expect(run(clipsOf(), few, true)).rejects.toThrow(
      new ScriptError(
        "--select and --calibrate go by a third of the speakers of the training side, at least 4: fold 1 trains on 9 in all",
      ),
    );
  });
});
