import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { digests, run } from "../src/parts/commands.js";
import { type RedisServer, freePort, hasRedis, startRedis } from "../src/parts/loopback-redis.js";
import { hasOpenssl, makeCertificates } from "./certificates.js";
import { type Ground, makeGround, quick, runOf } from "./small-run.js";

/** As docs/distributed.md gives them. */
const rights = [
  "~bull:wader:*",
  "~wader:runs",
  "&bull:wader*",
  ..."-@all +@read +@write +@connection +@scripting -@dangerous +info +client|list +multi +exec".split(" "),
];

describe.skipIf(!hasRedis || !hasOpenssl)("Redis with TLS, a password and a user of few rights", () => {
  let ground: Ground;
  let redis: RedisServer;
  let address: string;
  let env: Record<string, string>;
  let stranger: string;

  beforeAll(async () => {
    ground = await makeGround(1);
    const { authority, certificate, key } = makeCertificates(ground.folder, "own");
    stranger = makeCertificates(ground.folder, "other").authority;
    const tlsPort = await freePort();
    const own = ["--tls-port", String(tlsPort), "--tls-cert-file", certificate, "--tls-key-file", key];
    const clients = ["--tls-ca-cert-file", authority, "--tls-auth-clients", "no"];
    const user = ["--user", "wader", "on", ">correct-horse", ...rights];
    redis = await startRedis({ password: "of the administrator", args: [...own, ...clients, ...user] });
    address = `rediss://127.0.0.1:${tlsPort}`;
    env = { REDIS_USERNAME: "wader", REDIS_PASSWORD: "correct-horse", REDIS_CA_FILE: authority };
  });

  afterAll(async () => {
    await redis.stop();
    await ground.remove();
  });

  it("takes a run from enqueue to the end", async () => {
    const places = ["--data", ground.data, "--store", ground.path("store"), "--redis", address];
    const enqueued = await run("enqueue", [...places, ...quick], { env });
    expect([enqueued.stderr, enqueued.code]).toEqual(["", 0]);
    const worker = await run("worker", [...places, "--drain"], { env });
    expect([worker.stderr, worker.code]).toEqual(["", 0]);
    const status = await run("status", ["--redis", address], { env });
    expect(status.stdout).toMatch(new RegExp(`${runOf(enqueued)} +features +16 +16 +0`));
    await run("local", ["--data", ground.data, "--store", ground.path("direct"), ...quick]);
    expect(await digests(ground.path("store"))).toEqual(await digests(ground.path("direct")));
    for (const { stdout, stderr } of [enqueued, worker, status]) expect(stdout + stderr).not.toContain("correct-horse");
  });

  it("refuses a wrong password, in words that do not show it", async () => {
    const wrong = await run("status", ["--redis", address], { env: { ...env, REDIS_PASSWORD: "battery-staple" } });
    expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([
      1,
      "",
      `status: Redis at ${address} refuses the password: check REDIS_USERNAME and REDIS_PASSWORD\n`,
    ]);
  });

  it("is not trusted when another authority signed", async () => {
    const { code, stderr } = await run("status", ["--redis", address], { env: { ...env, REDIS_CA_FILE: stranger } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^status: Redis at rediss:\S+ is out of reach: .*(signature|issuer|certificate)/);
  });

  it("is not reached without TLS", async () => {
    const { code, stderr } = await run("status", ["--redis", address.replace("rediss", "redis")], { env });
    expect(code).toBe(1);
    expect(stderr).toContain("is out of reach");
  });
});
