import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";

/** False where Debian's redis-server is not installed. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A Redis of its own, on loopback, with an append-only file. */
export interface RedisServer {
  readonly port: number;
  readonly address: string;
  /** A Unix socket to the same Redis, without TLS and from any network namespace. */
  readonly socket: string;
  /** Kills it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again, with what the append-only file holds. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** How {@link startRedis} starts it. */
export interface RedisServerOptions {
  /** Of the default user. */
  readonly password?: string;
  /** Further arguments of redis-server, which come last and count. */
  readonly args?: readonly string[];
  /** What comes before the command, as in `ip netns exec queue`. */
  readonly within?: readonly string[];
}

/** Starts a Redis. */
export async function startRedis({ password, args = [], within = [] }: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "wader-redis-"));
  const port = await freePort();
  const socket = join(folder, "redis.sock");
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const place = ["--port", String(port), "--dir", folder, "--unixsocket", socket, "--bind", "127.0.0.1"];
    const fixed = ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"];
    const secret = password === undefined ? [] : ["--requirepass", password];
    const [file, ...rest] = [...within, "redis-server", ...place, ...fixed, ...secret, ...args];
    child = spawn(file!, rest, { stdio: "ignore" });
    await untilReady(socket, password);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => child!.once("exit", resolve));
    child!.kill(signal);
    await ended;
  };
  await start();
  return {
    port,
    address: `redis://127.0.0.1:${port}`,
    socket,
    kill: () => end("SIGKILL"),
    restart: start,
    async stop() {
      await end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of the loopback that nobody listens to. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(path: string, password: string | undefined): Promise<void> {
  const redis = new Redis({ path, ...(password === undefined ? {} : { password }), retryStrategy: () => 50 });
  redis.on("error", () => {});
  for (;;) {
    if ((await redis.ping().catch(() => "")) === "PONG") break;
    await sleep(50);
  }
  redis.disconnect();
}
