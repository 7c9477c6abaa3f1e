import { type RedisServer, startRedis } from "./loopback-redis.js";
import { openTwoHosts, whyNoNamespaces } from "./network-namespaces.js";
import { openStallingProxy } from "./stalling-proxy.js";

/** A Redis, and a network between it and one worker that can be cut. */
export interface CuttableNetwork {
  readonly redis: RedisServer;
  /** What comes before commands that reach Redis by its own address. */
  readonly near: readonly string[];
  /** What comes before commands on the far side of the network, and how they call Redis. */
  readonly far: readonly string[];
  readonly farAddress: string;
  /** In words. */
  readonly kind: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Two network namespaces where they can be made; elsewhere a proxy on loopback that swallows what passes. */
export async function openCuttableNetwork(): Promise<CuttableNetwork> {
  return whyNoNamespaces() === undefined ? namespaces() : loopback();
}

async function namespaces(): Promise<CuttableNetwork> {
  const hosts = openTwoHosts();
  const { near, far, nearAddress } = hosts;
  const redis = await startRedis({
    within: near,
    // Nobody but the two hosts reaches it.
    args: ["--bind", "127.0.0.1", nearAddress, "--protected-mode", "no"],
  });
  return {
    redis,
    near,
    far,
    farAddress: redis.address.replace("127.0.0.1", nearAddress),
    kind: "two network namespaces, the cable pulled",
    cut: () => hosts.cut(),
    mend: () => hosts.mend(),
    async close() {
      await redis.stop();
      hosts.close();
    },
  };
}

async function loopback(): Promise<CuttableNetwork> {
  const redis = await startRedis();
  const proxy = await openStallingProxy(redis.port);
  return {
    redis,
    near: [],
    far: [],
    farAddress: proxy.address,
    kind: "a proxy on loopback that swallows all and closes nothing",
    cut: () => proxy.cut(),
    mend: () => proxy.mend(),
    async close() {
      await proxy.close();
      await redis.stop();
    },
  };
}
