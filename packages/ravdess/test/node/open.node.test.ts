import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";

import { duplicates } from "../../src/index.js";
import { openRavdess, RavdessArchiveError, type RavdessCorpus } from "../../src/node.js";
import { countBy, ids, sixteen, speechOf } from "../corpus.js";
import { temporaryFolder } from "./temporary-folder.js";

const clip = "Actor_02/03-01-05-01-01-01-02.wav";
const earlier = "Actor_12/03-01-03-02-02-01-12.WAV";
const foreign = [
  "README.txt",
  "Actor_02/03-01-09-01-01-01-02.wav",
  "Actor_02/01-01-05-01-01-01-02.mp4",
  "__MACOSX/Actor_02/._03-01-05-01-01-01-02.wav",
  "__MACOSX/Actor_03/03-01-05-01-01-01-03.wav",
  ".hidden/03-01-05-01-01-01-04.wav",
];

const contents = Object.fromEntries([clip, earlier, ...foreign].map((name) => [name, strToU8(`audio of ${name}`)]));

async function inZip(files: Record<string, Uint8Array>): Promise<string> {
  const path = join(await temporaryFolder(), "ravdess.zip");
  await writeFile(path, zipSync(files));
  return path;
}

async function inFolder(files: Record<string, Uint8Array>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

describe.each([
  ["a folder", inFolder],
  ["a zip archive", inZip],
])("openRavdess on %s", (_, store) => {
  it("lists recordings by id, reports what it ignores, and reads bytes", async () => {
    const path = await store(contents);
    const corpus = await openRavdess(path);
    expect(corpus.utterances.map((utterance) => utterance.path)).toEqual([earlier, clip]);
    expect(corpus.utterances[1]).toMatchObject({ emotion: "angry", actor: 2 });
    expect(corpus.ignored).toEqual(foreign.toSorted());
    for (const utterance of corpus.utterances) {
      expect(await corpus.read(utterance)).toEqual(strToU8(`audio of ${utterance.path}`));
    }
    expect(await corpus.read({ id: "03-01-05-01-01-01-02" })).toEqual(strToU8(`audio of ${clip}`));
    await corpus.close();
  });

  it("refuses a recording that it does not have", async () => {
    const path = await store(contents);
    const corpus = await openRavdess(path);
    await expect(corpus.read({ id: "03-01-05-01-01-01-24" })).rejects.toThrow(
      new RangeError(`"${path}" holds no recording "03-01-05-01-01-01-24"`),
    );
    await corpus.close();
  });

  it("refuses to read once it is closed, and closes twice without harm", async () => {
    const path = await store(contents);
    const corpus: RavdessCorpus = await openRavdess(path);
    const under = corpus.read(corpus.utterances[0]!);
    await under;
    await Promise.all([corpus.close(), corpus.close(), corpus[Symbol.asyncDispose]()]);
    await expect(corpus.read(corpus.utterances[0]!)).rejects.toThrow(new Error(`"${path}" is closed`));
  });

  it("refuses one recording in two places", async () => {
    const path = await store({ [clip]: strToU8("1"), [`copy/${clip}`]: strToU8("1") });
    await expect(openRavdess(path)).rejects.toMatchObject({ name: "RavdessArchiveError", path });
    await expect(openRavdess(path)).rejects.toThrow(/ holds 03-01-05-01-01-01-02 twice: ".+" and ".+"$/);
  });

  it("refuses data without any recording", async () => {
    const path = await store({ "notes.txt": strToU8("1") });
    await expect(openRavdess(path)).rejects.toThrow(`"${path}" holds no RAVDESS recording among 1 files`);
  });

  it("stops when the signal is aborted", async () => {
    const reason = new Error("enough");
    const path = await store(contents);
    await expect(openRavdess(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

it("tells that there is nothing at the path", async () => {
  const path = join(await temporaryFolder(), "missing.zip");
  await expect(openRavdess(path)).rejects.toMatchObject({ path, cause: { code: "ENOENT" } });
  await expect(openRavdess(path)).rejects.toThrow(RavdessArchiveError);
});

it("refuses a path that is not a string", async () => {
  await expect(openRavdess(7 as unknown as string)).rejects.toThrow(
    new TypeError('"path" must be a string, got number'),
  );
});

const realZip = process.env["RAVDESS_ZIP"];

describe.skipIf(realZip === undefined)("openRavdess on the recordings themselves", () => {
  it("finds the clips of every actor, and reads each one with its checksum verified", async () => {
    const corpus = await openRavdess(realZip!);
    const actors = [...countBy(corpus.utterances, (utterance) => utterance.actor).keys()].map(Number);
    expect(ids(corpus.utterances)).toEqual(ids(speechOf(actors)).sort());
    expect(corpus.ignored).toEqual([]);
    const perActor = [...countBy(corpus.utterances, (utterance) => utterance.emotion)].map(([emotion, count]) => [
      emotion,
      count / actors.length,
    ]);
    expect(perActor).toEqual([
      ["neutral", 4],
      ["calm", 8],
      ["happy", 8],
      ["sad", 8],
      ["angry", 8],
      ["fearful", 8],
      ["disgust", 8],
      ["surprised", 8],
    ]);
    expect(sixteen.every((actor) => actors.includes(actor))).toBe(true);

    const audio = new Map<string, string>();
    for (const utterance of corpus.utterances) {
      const bytes = Buffer.from(await corpus.read(utterance));
      expect(bytes.toString("latin1", 0, 4)).toBe("RIFF");
      const data = bytes.indexOf("data");
      const samples = bytes.subarray(data + 8, data + 8 + bytes.readUInt32LE(data + 4));
      audio.set(utterance.id, samples.toString("base64", 0, 200_000));
    }
    const [one, two] = duplicates[0]!.map((id) => audio.get(id));
    expect(one).toBe(two);
    expect(new Set(audio.values()).size).toBe(audio.size - 1);
    await corpus.close();
  });
});

it("writes nothing beside the archive that it reads", async () => {
  const path = await inZip(contents);
  const corpus = await openRavdess(path);
  await corpus.read(corpus.utterances[0]!);
  await corpus.close();
  expect(await readdir(join(path, ".."))).toEqual(["ravdess.zip"]);
});
