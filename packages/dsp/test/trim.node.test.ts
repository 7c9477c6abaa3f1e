import { describe, expect, it } from "vitest";
import { openPromise } from "yauzl";

import { decodeWav } from "../src/decode-wav.js";
import { toMono } from "../src/mono.js";
import { trim } from "../src/trim.js";
import golden from "./fixtures/trim.json" with { type: "json" };

const archive = process.env["RAVDESS_ZIP"];

describe.skipIf(archive === undefined)("trim on recordings of RAVDESS", () => {
  it("equals librosa to the sample", async () => {
    const files = await readEntries(archive!, new Set(golden.cases.map(({ file }) => file)));
    expect(golden.cases.length).toBe(41);
    for (const { file, samples, sampleRate, trim: expected } of golden.cases) {
      const audio = decodeWav(files.get(file)!);
      const mono = toMono(audio);
      expect([file, audio.sampleRate, mono.length]).toEqual([file, sampleRate, samples]);
      for (const [topDb, [start, end]] of Object.entries(expected)) {
        expect([file, topDb, trim(mono, { topDb: Number(topDb) })]).toMatchObject([file, topDb, { start, end }]);
      }
    }
  });
});

async function readEntries(path: string, names: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const zip = await openPromise(path);
  const contents = new Map<string, Uint8Array>();
  for await (const entry of zip.eachEntry()) {
    if (!names.has(entry.fileName)) continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    contents.set(entry.fileName, Buffer.concat(chunks));
  }
  return contents;
}
