import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { digests, run, start } from "../src/parts/commands.js";
import { sha256 } from "../src/parts/digest.js";
import { hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { createObjectStore } from "../src/parts/object-store.js";
import type { Store } from "../src/parts/store.js";
import { type ObjectServer, startObjectServer } from "./object-server.js";
import { type Ground, makeGround, quick, runOf } from "./small-run.js";

let ground: Ground;
let server: ObjectServer;

beforeAll(async () => {
  ground = await makeGround(1);
  server = await startObjectServer();
  Object.assign(process.env, server.env);
});

afterEach(() => server.answer(undefined));

afterAll(async () => {
  for (const name of Object.keys(server.env)) delete process.env[name];
  await server.stop();
  await ground.remove();
});

/** Digest of every object, by key. */
async function digestsOf(store: Store): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const key of await store.list("")) all[key] = sha256((await store.read(key))!);
  return all;
}

async function upload(location: string): Promise<void> {
  const store = createObjectStore(location);
  const files = await readdir(ground.data, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    await store.write(relative(ground.data, path), await readFile(path));
  }
}

describe("an object store", () => {
  it("reads, writes, lists and removes below its prefix alone", async () => {
    const store = createObjectStore(`${server.bucket}/first/place`);
    const other = createObjectStore(`${server.bucket}/first`);
    const bytes = Uint8Array.of(0, 1, 254, 255);
    await store.write("a/b c/d+e.bin", bytes);
    await store.write("empty", new Uint8Array());
    expect(await store.read("a/b c/d+e.bin")).toEqual(bytes);
    expect(await store.read("empty")).toEqual(new Uint8Array());
    expect(await store.read("nothing")).toBeUndefined();
    expect([await store.has("empty"), await store.has("nothing")]).toEqual([true, false]);
    expect(await store.list("")).toEqual(["a/b c/d+e.bin", "empty"]);
    expect(await store.list("a/")).toEqual(["a/b c/d+e.bin"]);
    expect(await other.list("")).toEqual(["place/a/b c/d+e.bin", "place/empty"]);
    await store.remove("empty");
    expect(await store.list("")).toEqual(["a/b c/d+e.bin"]);
  });

  it("gives recordings and takes results, with the bytes that a folder has", async () => {
    await upload(`${server.bucket}/data`);
    const folder = await run("local", ["--data", ground.data, "--store", ground.path("folder"), ...quick]);
    const args = ["--data", `${server.bucket}/data`, "--store", `${server.bucket}/results`, ...quick];
    const objects = await run("local", args);
    expect([objects.code, objects.stderr]).toEqual([0, expect.stringContaining("jobs")]);
    expect(runOf(objects)).toBe(runOf(folder));
    const store = createObjectStore(`${server.bucket}/results`);
    expect(await digestsOf(store)).toEqual(await digests(ground.path("folder")));
  });

  it("keeps the checkpoints and results of a cross-validation", { timeout: 240_000 }, async () => {
    const folds = ["--work", "folds", "--classifier", "report", "--folds", "loso", "--seeds", "1", "--time-step", "40"];
    const task = [...folds, "--autoencoder-epochs", "1", "--classifier-epochs", "1", "--validation-speakers", "1"];
    const three = await makeGround(3);
    try {
      const args = ["--data", three.data, ...task];
      const local = await run("local", [...args, "--store", three.path("store")]);
      const objects = await run("local", [...args, "--store", `${server.bucket}/folds`]);
      expect([objects.code, runOf(objects)]).toEqual([0, runOf(local)]);
      const store = createObjectStore(`${server.bucket}/folds`);
      const key = `${runOf(local)}/summary.json`;
      const summary = Buffer.from((await store.read(key))!).toString();
      expect(summary).toBe(await readFile(three.path(`store/${key}`), "utf8"));
      expect((await store.list(`${runOf(local)}/folds/`)).some((one) => one.endsWith("checkpoint.safetensors"))).toBe(
        true,
      );
    } finally {
      await three.remove();
    }
  });

  it("that refuses the keys is told at once, and no secret is shown", async () => {
    const secret = "the-secret-of-a-stranger";
    const args = ["--data", ground.data, "--store", `${server.bucket}/refused`, ...quick];
    const { code, stdout, stderr } = await run("local", args, {
      env: { S3_ACCESS_KEY_ID: "STRANGER", S3_SECRET_ACCESS_KEY: secret },
    });
    expect([code, stdout, stderr]).toEqual([
      1,
      "",
      `local: the store ${server.bucket}/refused refuses to write: check its keys and their rights\n`,
    ]);
  });

  it("has no keys in its address", async () => {
    const address = server.bucket.replace("127.0.0.1", "key:secret@127.0.0.1");
    const { code, stderr } = await run("local", ["--data", ground.data, "--store", address]);
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      "local: keys of an object store belong in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, not in its address",
    ]);
  });

  it("needs keys from the environment", async () => {
    const args = ["--data", ground.data, "--store", server.bucket];
    const { code, stderr } = await run("local", args, { env: { S3_ACCESS_KEY_ID: "" } });
    expect([code, stderr.split("\n")[0]]).toEqual([
      2,
      "local: an object store needs S3_ACCESS_KEY_ID in the environment",
    ]);
  });
});

// Where redis-server is missing these tests are skipped: `apt-get install redis-server`.
describe.skipIf(!hasRedis)("workers with an object store", () => {
  it.each([
    [507, "takes nothing: no space left"],
    [403, "refuses to write: check its keys and their rights"],
  ])("that answers %d in mid-run say so, keep the job, and go on later", async (status, reason) => {
    const redis = await startRedis();
    const location = `${server.bucket}/mid-run-${status}`;
    const places = ["--data", ground.data, "--store", location, "--redis", redis.address];
    try {
      const enqueued = await run("enqueue", [...places, ...quick]);
      const worker = start("worker", [...places, "--drain", "--rate", "120"]);
      await worker.until(/features-\d+ done/);
      server.answer(status);
      const { code, stderr } = await worker.ended;
      expect([code, stderr]).toEqual([1, `worker: the store ${location} ${reason}\n`]);
      server.answer(undefined);
      expect((await run("worker", [...places, "--drain"])).code).toBe(0);
      await run("local", ["--data", ground.data, "--store", ground.path("direct"), ...quick]);
      const all = await digestsOf(createObjectStore(location));
      const expected = await digests(ground.path("direct"));
      expect(runOf(enqueued)).toBe(Object.keys(expected)[0]!.split("/")[0]);
      // A worker that may not write may not remove its probe either.
      expect(Object.fromEntries(Object.entries(all).filter(([key]) => !key.startsWith("probe/")))).toEqual(expected);
    } finally {
      await redis.stop();
    }
  });
});
