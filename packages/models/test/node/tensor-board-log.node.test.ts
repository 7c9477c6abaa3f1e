import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EpochRecord } from "../../src/history.js";
import { tensorBoardLog } from "../../src/node/tensor-board-log.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { tinyAutoencoder, tinyFrames } from "../tiny.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-board-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Point = readonly [tag: string, step: number, value: number];

/** Fields of a protobuf message by number; a reader of its own, that knows nothing of the writer. */
function* fields(bytes: Uint8Array): Generator<readonly [field: number, value: number | Uint8Array]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) yield [key >> 3, varint()];
    else if (kind === 1) yield [key >> 3, view.getFloat64((at += 8) - 8, true)];
    else if (kind === 5) yield [key >> 3, view.getFloat32((at += 4) - 4, true)];
    else {
      const length = varint();
      yield [key >> 3, bytes.subarray(at, (at += length))];
    }
  }
}

/** Points that the event files of a run hold, as a reader shows them that honours restarts. */
async function points(run: string): Promise<Point[]> {
  let all: Point[] = [];
  for (const name of (await readdir(join(folder, run))).sort()) {
    expect(name).toContain("tfevents");
    const file = await readFile(join(folder, run, name));
    for (let at = 0; at < file.length;) {
      const length = Number(file.readBigUInt64LE(at));
      const event = new Map(fields(file.subarray(at + 12, at + 12 + length)));
      at += 16 + length;
      const step = (event.get(2) ?? 0) as number;
      if (event.has(7)) all = all.filter(([, earlier]) => earlier < step);
      for (const [, value] of fields((event.get(5) as Uint8Array | undefined) ?? new Uint8Array())) {
        const parts = new Map(fields(value as Uint8Array));
        all.push([Buffer.from(parts.get(1) as Uint8Array).toString(), step, parts.get(2) as number]);
      }
    }
  }
  return all;
}

const record = (epoch: number, loss: number): EpochRecord => ({
  epoch,
  learningRate: 0.5,
  seconds: 2,
  training: { loss },
  validation: { loss: loss / 2 },
});

describe("tensorBoardLog", () => {
  it("writes epochs of both kinds as they end", async () => {
    const { onEpoch } = tensorBoardLog(folder);
    onEpoch(record(1, 0.25));
    const first: Point[] = [
      ["epoch_loss", 1, 0.25],
      ["epoch_learning_rate", 1, 0.5],
      ["epoch_seconds", 1, 2],
    ];
    expect(await points("train")).toEqual(first);
    const { validation: _, ...training } = record(2, 0.125);
    onEpoch(training);
    expect((await points("train")).slice(3)).toEqual([
      ["epoch_loss", 2, 0.125],
      ["epoch_learning_rate", 2, 0.5],
      ["epoch_seconds", 2, 2],
    ]);
    expect(await points("validation")).toEqual([["epoch_loss", 1, 0.125]]);
  });

  it("replaces what an interrupted run had written beyond its checkpoint", async () => {
    const former = tensorBoardLog(folder);
    for (const epoch of [1, 2, 3]) former.onEpoch(record(epoch, 1));
    tensorBoardLog(folder).onEpoch(record(2, 0.5));
    expect(await points("validation")).toEqual([
      ["epoch_loss", 1, 0.5],
      ["epoch_loss", 2, 0.25],
    ]);
  });

  it("follows a run step by step", async () => {
    await useCpu();
    const { epochs } = await trainAutoencoder(tinyAutoencoder(), tinyFrames(8, 1), {
      epochs: 2,
      batchSize: 4,
      ...tensorBoardLog(folder),
    });
    const steps = await points("batch");
    expect(steps.map(([tag, step]) => [tag, step])).toEqual(
      [1, 2, 3, 4].flatMap((step) => [
        ["batch_loss", step],
        ["batch_frames_per_second", step],
      ]),
    );
    // The loss of the epoch so far is that of the epoch after its last step.
    const losses = epochs.map(({ training }) => Math.fround(training["loss"]!));
    expect([steps[2]![2], steps[6]![2]]).toEqual(losses);
    expect((await points("train")).filter(([tag]) => tag === "epoch_loss").map(([, , value]) => value)).toEqual(losses);
  });

  it("throws where the folder cannot be made", () => {
    const log = tensorBoardLog("/dev/null/board");
    expect(() => log.onEpoch(record(1, 1))).toThrow("ENOTDIR: not a directory, mkdir '/dev/null/board/train'");
  });
});
