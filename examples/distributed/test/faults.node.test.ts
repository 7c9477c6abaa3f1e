import { cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createRandom } from "@wader/dsp";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";

import { type Running, digests, run, start } from "../src/parts/commands.js";
import { completions } from "../src/parts/completions.js";
import { type RedisServer, hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { runScript } from "../../test/run-script.js";
import { type Ground, enqueue, makeGround, quick, runOf } from "./small-run.js";
import { openStallingProxy } from "../src/parts/stalling-proxy.js";

// Where redis-server is missing these tests are skipped: `apt-get install redis-server`.
describe.skipIf(!hasRedis)("workers that meet faults", { timeout: 120_000 }, () => {
  let ground: Ground;
  let redis: RedisServer;
  let running: Running[] = [];
  let expected: Record<string, string>;
  let store: string;

  const few = ["--first", "12", ...quick];

  beforeAll(async () => {
    ground = await makeGround(9);
    await run("local", ["--data", ground.data, "--store", ground.path("few"), ...few]);
    expected = await digests(ground.path("few"));
  });

  afterAll(() => ground.remove());

  beforeEach(async () => {
    redis = await startRedis();
    store = ground.path("store");
    await rm(store, { recursive: true, force: true });
  });

  afterEach(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    await Promise.all(running.map(({ ended }) => ended));
    running = [];
    await redis.stop();
  });

  const places = (): string[] => ["--redis", redis.address, "--data", ground.data, "--store", store];
  const work = (args: readonly string[] = [], shell?: string): Running => {
    const worker = start("worker", [...places(), "--lock", "2", ...args], shell === undefined ? {} : { shell });
    running.push(worker);
    return worker;
  };
  const drain = async (): Promise<void> => {
    const { code, stderr } = await work(["--drain"]).ended;
    expect([code, stderr]).toEqual([0, ""]);
  };

  it("lose nothing and do nothing twice when one is killed every second", async () => {
    const local = await run("local", ["--data", ground.data, "--store", ground.path("all"), ...quick]);
    const name = await enqueue([...places(), ...quick]);
    expect(name).toBe(runOf(local));
    const random = createRandom(1);
    const workers = [work(["--drain"]), work(["--drain"])];
    let kills = 0;
    for (;;) {
      await sleep(1000);
      if ((await completions(redis)).has(`${name}-collect-0`)) break;
      const victim = random.integer(workers.length);
      if (workers[victim]!.child.exitCode !== null) continue;
      workers[victim]!.child.kill("SIGKILL");
      workers[victim] = work(["--drain"]);
      // A worker needs a moment to begin at all; on a slow machine none would ever get anywhere.
      await workers[victim].until("takes jobs");
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const counts = await completions(redis);
    expect(counts.size).toBe(145);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(await digests(store)).toEqual(await digests(ground.path("all")));
  });

  it("go on when Redis is killed and comes back", async () => {
    await enqueue([...places(), ...few]);
    const worker = work(["--drain"]);
    await worker.until(/features-\d+ done/);
    await redis.kill();
    await worker.until("lost Redis");
    await sleep(1500);
    await redis.restart();
    const { code, stdout } = await worker.ended;
    expect(code).toBe(0);
    expect(stdout).toContain("Redis is back");
    expect(await digests(store)).toEqual(expected);
    const counts = await completions(redis);
    expect([counts.size, Math.max(...counts.values())]).toEqual([13, 1]);
  });

  it("go on when the network swallows all for a while, and another takes the job meanwhile", async () => {
    const proxy = await openStallingProxy(redis.port);
    await enqueue([...places(), ...few]);
    const cutOff = work(["--redis", proxy.address, "--rate", "60"]);
    await cutOff.until(/features-\d+ done/);
    proxy.cut();
    const other = work(["--drain"]);
    expect((await other.ended).code).toBe(0);
    proxy.mend();
    cutOff.child.kill("SIGTERM");
    expect((await cutOff.ended).code).toBe(0);
    await proxy.close();
    expect(await digests(store)).toEqual(expected);
    const counts = await completions(redis);
    expect([counts.size, Math.max(...counts.values())]).toEqual([13, 1]);
  });

  it("say that the store is full, and keep the job", async () => {
    await enqueue([...places(), ...few]);
    // No file beyond 8 KB, as a full disk would have it; blocks of 1 KB.
    const { code, stderr } = await work(["--drain"], 'ulimit -f 8; exec "$@"').ended;
    expect([code, stderr]).toEqual([1, `worker: the store ${store} takes nothing: file too large for its limits\n`]);
    await drain();
    expect(await digests(store)).toEqual(expected);
  });

  it("say that the store can only be read, and keep the job", async () => {
    await enqueue([...places(), ...few]);
    const bound = `mount --bind ${store} ${store} && mount -o remount,ro,bind ${store}`;
    const readOnly =
      process.getuid!() === 0
        ? `exec unshare --mount bash -c '${bound}; exec "$@"' bash "$@"`
        : `chmod -R a-w ${store}; "$@"; code=$?; chmod -R u+w ${store}; exit $code`;
    const { code, stderr } = await work(["--drain"], readOnly).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^worker: the store .* takes nothing: (it can only be read|permission denied)\n$/);
    await drain();
    expect(await digests(store)).toEqual(expected);
  });

  it("refuse jobs of other code, and keep them", async () => {
    const name = await enqueue([...places(), ...few]);
    const client = new Redis({ port: redis.port });
    const change = async (from: string, to: string): Promise<void> => {
      for (const key of await client.keys(`bull:wader:${name}-*[0-9]`)) {
        const data = await client.hget(key, "data");
        await client.hset(key, "data", data!.replace(from, to));
      }
    };
    const { version } = JSON.parse(await readFile(join(store, name, "plan.json"), "utf8")) as { version: string };
    await change(version, "000000000000");
    const { code, stderr } = await work(["--drain"]).ended;
    expect([code, stderr]).toEqual([
      1,
      `worker: ${name} was enqueued by code 000000000000, and this worker runs ${version}: update one of them\n`,
    ]);
    await change("000000000000", version);
    client.disconnect();
    await drain();
    expect(await digests(store)).toEqual(expected);
  });

  it("set a damaged recording aside with its name and reason, and do the rest", async () => {
    const data = ground.path("damaged");
    await cp(ground.data, data, { recursive: true });
    await writeFile(join(data, "Actor_01", "03-01-01-01-01-02-01.wav"), "no sound");
    const args = ["--redis", redis.address, "--data", data, "--store", store];
    const name = await enqueue([...args, ...few, "--per-shard", "4"]);
    const { code } = await work(["--data", data, "--drain"]).ended;
    expect(code).toBe(0);
    const index = JSON.parse(await readFile(join(store, name, "index.json"), "utf8")) as {
      complete: boolean;
      setAside: { recording: string; reason: string }[];
      entries: { recording: string }[];
    };
    expect(index.complete).toBe(true);
    expect(index.setAside.map(({ recording }) => recording)).toEqual(["03-01-01-01-01-02-01"]);
    expect(index.setAside[0]!.reason).toMatch(/RIFF|WAV/);
    expect(new Set(index.entries.map(({ recording }) => recording)).size).toBe(11);
  });

  it("set a job aside that needs too much memory, collect the rest, and try it anew when it is enqueued again", async () => {
    const name = await enqueue([...places(), ...few, "--attempts", "2", "--backoff", "0.1"]);
    const { stdout } = await work(["--drain", "--memory", "20"]).ended;
    const reason = "it needs more than the 20 MB of memory that a worker may use";
    expect(stdout).toContain(`${name}-features-3 failed, attempt 1 of 2: ${reason}`);
    expect(stdout).toContain(`${name}-features-3 is set aside: ${reason}`);
    const status = await run("status", ["--redis", redis.address]);
    expect(status.stdout).toContain(`${name}-features-3: ${reason}`);
    expect(await enqueue([...places(), ...few, "--attempts", "2"])).toBe(name);
    await drain();
    expect(await digests(store)).toEqual(expected);
  });

  it("put the job at hand back when they are asked to stop", async () => {
    await enqueue([...places(), ...few, "--per-shard", "12", "--attempts", "1"]);
    const worker = work(["--grace", "0"]);
    await worker.until("takes jobs");
    while (!(await isActive(redis.port))) await sleep(10);
    worker.child.kill("SIGTERM");
    const { code, stdout } = await worker.ended;
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/failed|set aside/);
    await drain();
  });

  it("take over a fold whose worker was killed in training, and reach the same figures", async () => {
    const folds = ["--work", "folds", "--classifier", "report", "--folds", "loso", "--seeds", "1", "--time-step", "40"];
    const epochs = ["--autoencoder-epochs", "12", "--classifier-epochs", "4", "--validation-speakers", "1"];
    const task = [...folds, ...epochs, "--first", "24"];
    const data = ground.path("three");
    for (const actor of ["01", "02", "03"]) {
      await cp(join(ground.data, `Actor_${actor}`), join(data, `Actor_${actor}`), {
        recursive: true,
        filter: (path) => !/-0[1-4]-01-01-0[12]-\d\d\.wav$/.test(path),
      });
    }
    const args = ["--data", data, "--redis", redis.address, "--store", store];
    const local = await run("local", ["--data", data, "--store", ground.path("folds"), ...task]);
    const name = await enqueue([...args, ...task]);
    expect(name).toBe(runOf(local));
    const first = work(["--data", data]);
    while (
      !(await readdir(join(store, name, "folds"), { recursive: true }).catch(() => [])).some((file) =>
        file.endsWith("checkpoint.safetensors"),
      )
    ) {
      await sleep(10);
    }
    first.child.kill("SIGKILL");
    expect(existsSync(join(store, name, "done", "fold-0.json"))).toBe(false);
    const second = work(["--data", data, "--drain"]);
    expect((await second.ended).code).toBe(0);
    const summary = (folder: string): Promise<string> => readFile(join(folder, name, "summary.json"), "utf8");
    expect(await summary(store)).toBe(await summary(ground.path("folds")));
  });

  it(
    "take over a discriminant's fold from a worker that was killed, and reach the figures of cross-validate",
    { timeout: 240_000 },
    async () => {
      const data = ground.path("two");
      for (const actor of ["01", "02"]) {
        await cp(join(ground.data, `Actor_${actor}`), join(data, `Actor_${actor}`), {
          recursive: true,
          filter: (path) => !/-02-\d\d\.wav$/.test(path),
        });
      }
      const folds = ["--folds", "loso", "--classifier", "discriminant", "--seeds", "1"];
      const args = ["--redis", redis.address, "--data", data, "--store", store];
      const name = await enqueue([...args, "--work", "folds", ...folds]);
      const first = work(["--data", data]);
      const client = new Redis({ port: redis.port });
      let fold: string | undefined;
      while (fold === undefined) {
        await sleep(2);
        fold = (await client.lrange("bull:wader:active", 0, -1)).find((id) => id.startsWith(`${name}-fold-`));
      }
      first.child.kill("SIGKILL");
      client.disconnect();
      await first.ended;
      expect(existsSync(join(store, name, "done", `${fold.slice(name.length + 1)}.json`))).toBe(false);
      expect((await work(["--data", data, "--drain"]).ended).code).toBe(0);
      expect((await completions(redis)).get(fold)).toBe(1);

      const script = await runScript("cross-validate", ["--data", data, ...folds, "--out", ground.path("alone")]);
      expect([script.code, script.stderr]).toEqual([0, expect.any(String)]);
      type Figures = Record<"pooled" | "interval" | "recalls" | "confusion" | "perFold" | "calibration", unknown>;
      const read = async (path: string): Promise<Figures> => {
        const { pooled, interval, recalls, confusion, perFold, calibration } = JSON.parse(
          await readFile(path, "utf8"),
        ) as Figures;
        return { pooled, interval, recalls, confusion, perFold, calibration };
      };
      const found = await read(join(store, name, "summary.json"));
      expect(found.pooled).toBeDefined();
      expect(found).toEqual(await read(ground.path("alone/loso-discriminant.json")));
    },
  );
});

describe.skipIf(!hasRedis)("Redis with a password", () => {
  it("is opened by REDIS_PASSWORD, and a wrong one is told without being shown", async () => {
    const redis = await startRedis({ password: "correct horse" });
    const ground = await makeGround(1);
    const args = ["--redis", redis.address, "--data", ground.data, "--store", ground.path("store")];
    const wrong = await run("worker", args, { env: { REDIS_PASSWORD: "battery staple" } });
    expect([wrong.code, wrong.stderr, wrong.stdout]).toEqual([
      1,
      `worker: Redis at ${redis.address} refuses the password: check REDIS_USERNAME and REDIS_PASSWORD\n`,
      "",
    ]);
    const env = { REDIS_PASSWORD: "correct horse" };
    await enqueue([...args, ...quick], env);
    const right = await run("status", ["--redis", redis.address], { env });
    expect(right.stdout + right.stderr).not.toContain("correct horse");
    expect(right.code).toBe(0);
    await redis.stop();
    await ground.remove();
  });

  it("is not reached by a password in the address", async () => {
    const { code, stderr } = await run("status", ["--redis", "redis://:secret@127.0.0.1:1"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--redis must not hold a password");
    expect(stderr).not.toContain("secret@");
  });

  it("is told to be out of reach", async () => {
    const { code, stderr } = await run("status", ["--redis", "redis://127.0.0.1:1"]);
    expect([code, stderr]).toEqual([
      1,
      "status: Redis at redis://127.0.0.1:1 is out of reach: connect ECONNREFUSED 127.0.0.1:1\n",
    ]);
  });
});

async function isActive(port: number): Promise<boolean> {
  const client = new Redis({ port });
  const active = await client.llen("bull:wader:active");
  client.disconnect();
  return active > 0;
}
