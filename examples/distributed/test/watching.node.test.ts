import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Running, run, start } from "../src/parts/commands.js";
import { type RedisServer, freePort, hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { type Ground, enqueue, makeGround, quick } from "./small-run.js";

// Where redis-server is missing these tests are skipped: `apt-get install redis-server`.
describe.skipIf(!hasRedis)("people and programs that watch", () => {
  let ground: Ground;
  let redis: RedisServer;
  let running: Running[];
  let port: number;

  beforeEach(async () => {
    [ground, redis, port] = await Promise.all([makeGround(1), startRedis(), freePort()]);
    running = [];
  });

  afterEach(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    await Promise.all(running.map(({ ended }) => ended));
    await redis.stop();
    await ground.remove();
  });

  const places = (): string[] => ["--redis", redis.address, "--data", ground.data, "--store", ground.path("store")];
  const begin = (name: string, args: readonly string[]): Running => {
    const command = start(name, args);
    running.push(command);
    return command;
  };
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, init);

  it("get figures of a worker in Prometheus' format, and its health", async () => {
    const name = await enqueue([...places(), ...quick]);
    const worker = begin("worker", [...places(), "--metrics-port", String(port)]);
    await worker.until(`${name}-collect-0 done`);
    const response = await get("/metrics");
    expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const text = await response.text();
    const value = (series: string): number =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length + 1) ?? Number.NaN,
      );
    expect(value('wader_jobs_total{kind="features",result="done"}')).toBe(16);
    expect(value('wader_jobs_total{kind="collect",result="done"}')).toBe(1);
    expect(value("wader_recordings_total")).toBe(16);
    expect(value("wader_recordings_set_aside_total")).toBe(0);
    expect(value('wader_job_seconds_count{kind="features"}')).toBe(16);
    expect(value('wader_queue_jobs{state="completed"}')).toBe(17);
    expect(value('wader_queue_jobs{state="waiting"}')).toBe(0);
    expect(value("process_resident_memory_bytes")).toBeGreaterThan(1e7);
    // Each series is described, and each line is a comment or a sample.
    for (const line of text.split("\n")) expect(line).toMatch(/^$|^# (HELP|TYPE) \w+ |^[a-z_:][\w:]*(\{[^}]*\})? \S+$/);
    expect([(await get("/healthz")).status, await (await get("/healthz")).text()]).toEqual([200, "ok\n"]);
    await redis.kill();
    await worker.until("lost Redis");
    expect((await get("/healthz")).status).toBe(503);
    await redis.restart();
  });

  it("see every job in Bull Board, and can change none", async () => {
    const name = await enqueue([...places(), ...quick]);
    const board = begin("status", ["--redis", redis.address, "--board", String(port)]);
    await board.until("Bull Board is at");
    const page = await get("/");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
    const html = await page.text();
    for (const [, asset] of html.matchAll(/(?:src|href)="(\/?static\/[^"]+)"/g)) {
      expect([asset, (await get(`/${asset!.replace(/^\//, "")}`)).status]).toEqual([asset, 200]);
    }
    const status = (await (
      await get("/api/queues?activeQueue=wader&status=prioritized&page=1&jobsPerPage=50")
    ).json()) as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number>; jobs: { id: string }[] }[];
    };
    const [queue] = status.queues;
    expect([queue!.name, queue!.readOnlyMode, queue!.counts["prioritized"]]).toEqual(["wader", true, 16]);
    expect(new Set(queue!.jobs.map(({ id }) => id))).toEqual(
      new Set(Array.from({ length: 16 }, (_, i) => `${name}-features-${i}`)),
    );
    for (const path of ["clean/prioritized", "pause", `${name}-features-0/clean`, "obliterate"]) {
      const answer = await get(`/api/queues/wader/${path}`, { method: "PUT" });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    const after = JSON.parse((await run("status", ["--redis", redis.address, "--json"])).stdout) as {
      runs: { stages: { total: number; done: number }[] }[];
    };
    expect(after.runs[0]!.stages[0]).toMatchObject({ total: 16, done: 0 });
  });

  it("are told by --watch until all is done", async () => {
    await enqueue([...places(), ...quick]);
    const watching = begin("status", ["--redis", redis.address, "--watch"]);
    await watching.until(/features +0 +16/);
    const worker = await run("worker", [...places(), "--drain"]);
    expect(worker.code).toBe(0);
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/features +16 +16 +0[^]*collect +1 +1 +0/);
  });
});
