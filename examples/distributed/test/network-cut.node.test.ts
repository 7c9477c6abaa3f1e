import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, describe, expect, it } from "vitest";

import { type Running, digests, run, start } from "../src/parts/commands.js";
import { completions } from "../src/parts/completions.js";
import { hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { openTwoHosts, whyNoNamespaces } from "../src/parts/network-namespaces.js";
import { makeGround, quick, runOf } from "./small-run.js";

const cutSeconds = 30;
const obstacle = hasRedis ? whyNoNamespaces() : "there is no redis-server: apt-get install redis-server";

describe("a worker whose network is cut", () => {
  const cleaning: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleaning.splice(0).reverse()) await clean();
  });

  it("goes on when it is back after 30 s; nothing is lost, nothing done twice, the bytes are the same", async (context) => {
    context.skip(obstacle !== undefined, obstacle);
    const hosts = openTwoHosts();
    cleaning.push(() => hosts.close());
    const { near, far, nearAddress } = hosts;
    const redis = await startRedis({
      within: near,
      args: ["--bind", "127.0.0.1", nearAddress, "--protected-mode", "no"],
    });
    cleaning.push(() => redis.stop());
    const ground = await makeGround(9);
    cleaning.push(() => ground.remove());
    const store = ground.path("store");
    const places = ["--data", ground.data, "--store", store, "--redis", redis.address];
    await run("local", ["--data", ground.data, "--store", ground.path("direct"), ...quick]);
    const name = runOf(await run("enqueue", [...places, ...quick], { within: near }));
    // 144 jobs at a pace that leaves some for the time after the cut.
    const hire = (within: readonly string[], address: string, ...more: readonly string[]): Running => {
      const args = [...places, "--redis", address, "--lock", "5", "--rate", "110", ...more];
      const worker = start("worker", args, { within });
      cleaning.push(() => (worker.child.kill("SIGKILL"), worker.ended));
      return worker;
    };
    const cutOff = hire(far, redis.address.replace("127.0.0.1", nearAddress));
    const other = hire(near, redis.address);
    await cutOff.until(/features-\d+ done/);

    hosts.cut();
    const before = doneBy(cutOff);
    const otherBefore = doneBy(other);
    await sleep(cutSeconds * 1000);
    // At most the job at hand can still be called done, when the network is back.
    expect(doneBy(cutOff)).toBe(before);
    expect(doneBy(other)).toBeGreaterThan(otherBefore + 10);
    hosts.mend();

    let counts = await completions(redis);
    while (!counts.has(`${name}-collect-0`)) {
      await sleep(500);
      counts = await completions(redis);
    }
    expect(doneBy(cutOff)).toBeGreaterThan(before + 1);
    expect([counts.size, Math.max(...counts.values())]).toEqual([145, 1]);
    expect(await digests(store)).toEqual(await digests(ground.path("direct")));
    for (const { child, ended } of [cutOff, other]) {
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
    }
  }, 240_000);
});

function doneBy(worker: Running): number {
  return worker.said().match(/features-\d+ done/g)?.length ?? 0;
}
