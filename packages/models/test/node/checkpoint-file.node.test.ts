import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CheckpointError } from "../../src/errors.js";
import { checkpointFile } from "../../src/node/checkpoint-file.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { encodeSafetensors } from "../../src/safetensors.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { allWeights, tinyAutoencoder, tinyFrames } from "../tiny.js";

let folder = "";

beforeAll(async () => {
  await useCpu();
  folder = await mkdtemp(join(tmpdir(), "wader-checkpoints-"));
});

afterAll(() => rm(folder, { recursive: true }));

const frames = tinyFrames(8, 1);
const options = { batchSize: 4, validation: frames, selection: { monitor: "loss" } } as const;

describe("checkpointFile", () => {
  it("lets a run go on in another process as if it had never stopped", async () => {
    const whole = tinyAutoencoder();
    await trainAutoencoder(whole, frames, { ...options, epochs: 4 });
    const path = join(folder, "new", "folder", "run.safetensors");
    await trainAutoencoder(tinyAutoencoder(), frames, {
      ...options,
      epochs: 2,
      checkpoints: { store: checkpointFile(path) },
    });
    expect(await readdir(join(folder, "new", "folder"))).toEqual(["run.safetensors"]);
    const resumed = tinyAutoencoder();
    const checkpoints = { store: checkpointFile(path), resume: true };
    const history = await trainAutoencoder(resumed, frames, { ...options, epochs: 4, checkpoints });
    expect(history.epochs).toHaveLength(4);
    expect(allWeights(resumed)).toEqual(allWeights(whole));
  });

  it("survives kill -9 in the middle of an epoch and of a write", async () => {
    const path = join(folder, "killed.safetensors");
    const script = `
      import { arraySource, buildAutoencoder, trainAutoencoder } from "@wader/models";
      import { checkpointFile, useCpu } from "@wader/models/node";
      await useCpu();
      const frames = arraySource(Float32Array.from({ length: 12 * 24 }, (_, i) => Math.sin(i * i)), [12, 4, 6]);
      const autoencoder = buildAutoencoder({ scales: 6, units: [8, 2], decoderUnits: [8] });
      const [path, killAt] = [process.argv[1], Number(process.argv[2])];
      let steps = 0;
      const history = await trainAutoencoder(autoencoder, frames, {
        epochs: 4,
        batchSize: 3,
        checkpoints: { store: checkpointFile(path), resume: true, everySteps: 1 },
        onProgress() {
          steps += 1;
          // A little later, while the checkpoint of this step is written.
          if (steps === killAt) setImmediate(() => process.kill(process.pid, "SIGKILL"));
        },
      });
      console.log(JSON.stringify(history.epochs.map(({ training }) => training)));
    `;
    const cwd = new URL("../..", import.meta.url);
    const run = async (file: string, killAt: number): Promise<string> => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--input-type=module", "-e", script, file, String(killAt)],
        { cwd },
      );
      return stdout;
    };
    const whole = await run(join(folder, "whole.safetensors"), Infinity);
    for (const killAt of [2, 4]) await expect(run(path, killAt)).rejects.toMatchObject({ signal: "SIGKILL" });
    expect(await run(path, Infinity)).toBe(whole);
  });

  it("starts anew where there is none", async () => {
    expect(await checkpointFile(join(folder, "none.safetensors")).load()).toBeUndefined();
  });

  it("names the file that is cut short or of another format", async () => {
    const path = join(folder, "cut.safetensors");
    const store = checkpointFile(path);
    await trainAutoencoder(tinyAutoencoder(), frames, { ...options, epochs: 1, checkpoints: { store } });
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 100));
    await expect(store.load()).rejects.toThrow(CheckpointError);
    await expect(store.load()).rejects.toThrow(`${path}: the file is cut short`);
    await writeFile(path, encodeSafetensors({ tensors: {}, metadata: {} }));
    await expect(store.load()).rejects.toThrow(
      new CheckpointError(`${path}: the format must be wader-checkpoint-1, got none`),
    );
  });
});
