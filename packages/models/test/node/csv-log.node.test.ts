import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EpochRecord } from "../../src/history.js";
import { csvLog } from "../../src/node/csv-log.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { tinyAutoencoder, tinyFrames } from "../tiny.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-csv-"));
  path = join(folder, "new", "log.csv");
});
afterEach(() => rm(folder, { recursive: true }));

const record = (epoch: number, loss = epoch / 10): EpochRecord => ({
  epoch,
  learningRate: 0.001,
  seconds: 2.5,
  training: { loss, rSquared: 0.5 },
  validation: { loss: 1e-7, rSquared: -0.25 },
});
const header = "epoch,learningRate,seconds,training.loss,training.rSquared,validation.loss,validation.rSquared";
const line = (epoch: number, loss = epoch / 10): string => `${epoch},0.001,2.5,${loss},0.5,1e-7,-0.25`;
const lines = async (): Promise<string[]> => (await readFile(path, "utf8")).split("\n");

describe("csvLog", () => {
  it("appends a line an epoch, under a header", async () => {
    const log = csvLog(path);
    log(record(1));
    expect(await lines()).toEqual([header, line(1), ""]);
    log(record(2));
    expect(await lines()).toEqual([header, line(1), line(2), ""]);
  });

  it("goes on in the file of a run that is resumed, without a line that a kill cut short", async () => {
    csvLog(path)(record(1));
    await appendFile(path, "2,0.001,2");
    csvLog(path)(record(2));
    expect(await lines()).toEqual([header, line(1), line(2), ""]);
  });

  it("starts the file anew with a run that starts anew", async () => {
    const former = csvLog(path);
    former(record(1));
    former(record(2));
    csvLog(path)(record(1, 0.7));
    expect(await lines()).toEqual([header, line(1, 0.7), ""]);
  });

  it("rejects a file with other columns, and leaves it as it is", async () => {
    csvLog(path)(record(1));
    const { validation: _, ...other } = record(2);
    expect(() => csvLog(path)(other)).toThrow(
      new Error(
        `${path} must have the columns epoch,learningRate,seconds,training.loss,training.rSquared, got ${header}`,
      ),
    );
    expect(await lines()).toEqual([header, line(1), ""]);
  });

  it("logs the figures of a run", async () => {
    await useCpu();
    const frames = tinyFrames(8, 1);
    const { epochs } = await trainAutoencoder(tinyAutoencoder(), frames, { epochs: 2, onEpoch: csvLog(path) });
    const losses = (await lines()).slice(1, -1).map((text) => Number(text.split(",")[3]));
    expect(losses).toEqual(epochs.map(({ training }) => training["loss"]));
  });
});
