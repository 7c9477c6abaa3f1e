import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { arraySource, encodedSource, encoderOf } from "@wader/models";
import { loadModel, useCpu } from "@wader/models/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as zarr from "zarrita";

import { runScript } from "../../test/run-script.js";
import { digests, run } from "../src/parts/commands.js";
import { createFolderStore } from "../src/parts/folder-store.js";
import { hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { readableStore } from "./readable-store.js";
import { type Ground, enqueue, makeGround, runOf } from "./small-run.js";

let ground: Ground;
let trained: string;

beforeAll(async () => {
  ground = await makeGround(1);
  trained = ground.path("trained");
  const quick = ["--time-step", "40", "--epochs", "1", "--workers", "1"];
  await runScript("train-autoencoder", ["--data", ground.data, "--out", trained, ...quick]);
}, 120_000);

afterAll(async () => {
  await ground.remove();
});

interface Index {
  readonly entries: readonly { readonly shard: string; readonly frames: number }[];
}

/** The numbers of a run's first shard. */
async function firstShard(folder: string, name: string): Promise<{ shape: readonly number[]; data: Float32Array }> {
  const { entries } = JSON.parse(await readFile(join(folder, name, "index.json"), "utf8")) as Index;
  const store = createFolderStore(join(folder, name, entries[0]!.shard));
  const readable = readableStore(store);
  const { data, shape } = await zarr.get(await zarr.open.v3(readable, { kind: "array" }));
  return { shape, data: data as Float32Array };
}

/** Makes features without a queue, in a store of this name; gives the name of the run. */
async function local(name: string, ...args: string[]): Promise<string> {
  const store = ground.path(name);
  const common = ["--data", ground.data, "--store", store, "--copies", "clean", "--per-shard", "4"];
  return runOf(await run("local", [...common, ...args]));
}

describe("latents of a shard", () => {
  it("are those of the encoder, of the frames that it was trained on", async () => {
    const name = await local("latents", "--encoder", trained);
    const frames = await firstShard(ground.path("frames"), await local("frames", "--time-step", "40"));
    const latents = await firstShard(ground.path("latents"), name);
    await useCpu();
    const encoder = encoderOf(await loadModel(join(trained, "autoencoder")));
    const source = arraySource(frames.data, frames.shape as [number, number, number]);
    const all = Int32Array.from({ length: source.length }, (_, i) => i);
    const expected = await encodedSource(encoder, source).read(all, { epoch: 0 });
    expect(latents.shape).toEqual([frames.shape[0], 100, 8]);
    // Sums in another order, on another backend.
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0.1);
    latents.data.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * largest));
  }, 60_000);

  it("asks for a trained autoencoder", async () => {
    const args = ["--data", ground.data, "--store", ground.path("none")];
    const none = await run("local", [...args, "--encoder", ground.path("nowhere")]);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("holds no run")]);
    const folds = await run("local", [...args, "--encoder", trained, "--work", "folds"]);
    expect([folds.code, folds.stderr]).toEqual([2, expect.stringContaining("--encoder goes with --work features")]);
  });

  // Where redis-server is missing this is skipped: `apt-get install redis-server`.
  it.skipIf(!hasRedis)(
    "are the same bytes from two workers of a queue",
    async () => {
      const redis = await startRedis();
      try {
        const store = ground.path("queued");
        const places = ["--data", ground.data, "--store", store, "--redis", redis.address];
        await enqueue([...places, "--copies", "clean", "--per-shard", "4", "--encoder", trained]);
        const workers = await Promise.all([1, 2].map(() => run("worker", [...places, "--drain"])));
        expect(workers.map(({ code }) => code)).toEqual([0, 0]);
        await local("direct", "--encoder", trained);
        expect(await digests(store)).toEqual(await digests(ground.path("direct")));
      } finally {
        await redis.stop();
      }
    },
    60_000,
  );
});
