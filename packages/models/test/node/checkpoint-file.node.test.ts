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

  describe("killed with -9", () => {
    // Hooks the file system before what writes is loaded. A step is a step of training, a save one of a checkpoint.
    const script = `
      import { promises } from "node:fs";
      import { syncBuiltinESMExports } from "node:module";
      const [path, moment, at] = process.argv.slice(1);
      const die = () => process.kill(process.pid, "SIGKILL");
      const { open, rename } = promises;
      let [saves, steps] = [0, 0];
      promises.open = async (...given) => {
        const file = await open(...given);
        if (!String(given[0]).startsWith(path)) return file;
        saves += 1;
        if (saves !== Number(at)) return file;
        const { sync, writeFile } = file;
        file.writeFile = async (content) => {
          if (moment === "before a byte is written") die();
          if (moment !== "when half is written") return writeFile.call(file, content);
          await writeFile.call(file, content.subarray(0, content.length >> 1));
          die();
        };
        file.sync = () => (moment === "before it is flushed" ? die() : sync.call(file));
        return file;
      };
      promises.rename = async (...given) => {
        const mine = saves === Number(at);
        if (mine && moment === "before it takes its name") die();
        await rename(...given);
        if (mine && moment === "once it has its name") die();
      };
      syncBuiltinESMExports();
      const { arraySource, buildAutoencoder, trainAutoencoder } = await import("@wader/models");
      const { checkpointFile, useCpu } = await import("@wader/models/node");
      await useCpu();
      const frames = arraySource(Float32Array.from({ length: 12 * 24 }, (_, i) => Math.sin(i * i)), [12, 4, 6]);
      const history = await trainAutoencoder(buildAutoencoder({ scales: 6, units: [8, 2], decoderUnits: [8] }), frames, {
        epochs: 3,
        batchSize: 3,
        checkpoints: { store: checkpointFile(path), resume: true, everySteps: 2 },
        onProgress() {
          steps += 1;
          if (moment === "between two checkpoints" && steps === Number(at)) die();
        },
      });
      console.log(JSON.stringify(history.epochs.map(({ training }) => training)));
    `;
    const cwd = new URL("../..", import.meta.url);
    const run = async (file: string, moment = "", at = 0): Promise<string> => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--input-type=module", "-e", script, file, moment, String(at)],
        { cwd },
      );
      return stdout;
    };

    let whole = "";
    beforeAll(async () => {
      whole = await run(join(folder, "whole.safetensors"));
    });

    // Every epoch has four steps and saves after its second, its fourth and its end: the fourth save is in the second epoch.
    it.each([
      ["between two checkpoints", 5, { epoch: 1, step: 0 }],
      ["before a byte is written", 4, { epoch: 1, step: 0 }],
      ["when half is written", 4, { epoch: 1, step: 0 }],
      ["before it is flushed", 4, { epoch: 1, step: 0 }],
      ["before it takes its name", 4, { epoch: 1, step: 0 }],
      ["once it has its name", 4, { epoch: 1, step: 2 }],
    ] as const)("%s, a run goes on to the figures of one that was not", async (moment, at, left) => {
      const path = join(folder, `${moment.replaceAll(" ", "-")}.safetensors`);
      await expect(run(path, moment, at)).rejects.toMatchObject({ signal: "SIGKILL" });
      expect((await checkpointFile(path).load())!.progress).toMatchObject(left);
      expect(await run(path)).toBe(whole);
    });
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
