import { readFileSync } from "node:fs";

import { UsageError } from "@wader/examples/parts/command-line.js";
import { ScriptError } from "@wader/examples/parts/script.js";
import { Redis } from "ioredis";

/** Longer than Redis ever keeps a blocking command waiting here; a connection that is silent for so long is dead. */
const silentMs = 20_000;
const connectMs = 10_000;
const longestPauseMs = 5000;

/** What a connection is made with. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly ca?: Buffer };
  readonly maxRetriesPerRequest: number | null;
  readonly connectTimeout: number;
  readonly socketTimeout: number;
  readonly keepAlive: number;
  readonly retryStrategy: (times: number) => number | null;
}

/**
 * Settings of a connection: address from the command line, secrets from the environment (REDIS_USERNAME, REDIS_PASSWORD; REDIS_CA_FILE is
 * a certificate authority for `rediss://`).
 *
 * @throws {UsageError} If the address is no Redis address, or holds a secret.
 */
export function redisOptions(address: string): ConnectionSettings {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") {
    throw new UsageError(`--redis must be an address such as redis://host:6379 or rediss://host:6379`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(
      "--redis must not hold a password, which every list of processes would show: set REDIS_PASSWORD",
    );
  }
  const { REDIS_USERNAME: username, REDIS_PASSWORD: password, REDIS_CA_FILE: authority } = process.env;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1) || 0),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(url.protocol === "rediss:" ? { tls: authority === undefined ? {} : { ca: readFileSync(authority) } } : {}),
    maxRetriesPerRequest: null,
    connectTimeout: connectMs,
    socketTimeout: silentMs,
    keepAlive: connectMs,
    retryStrategy: (times) => Math.min(100 * 2 ** times, longestPauseMs),
  };
}

/**
 * Connects once, so that a wrong address or password is told at once instead of being tried for ever.
 *
 * @throws {ScriptError}
 */
export async function checkRedis(address: string, options: ConnectionSettings): Promise<void> {
  const redis = new Redis({ ...options, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let fault: Error | undefined;
  redis.on("error", (error: Error) => (fault ??= error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    const { message } = fault ?? (error as Error);
    if (/WRONGPASS|NOAUTH|invalid password|NOPERM/i.test(message)) {
      throw new ScriptError(`Redis at ${address} refuses the password: check REDIS_USERNAME and REDIS_PASSWORD`, {
        cause: error,
      });
    }
    throw new ScriptError(`Redis at ${address} is out of reach: ${message}`, { cause: error });
  } finally {
    redis.disconnect();
  }
}

/** Connects for good: a connection that breaks is made again. What happens to it is told in words, once each. */
export function connectRedis(options: ConnectionSettings, say?: (line: string) => void): Redis {
  const redis = new Redis(options);
  let lost = false;
  redis.on("error", () => {});
  redis.on("close", () => {
    if (!lost && redis.status !== "end") say?.("lost Redis, trying again");
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) say?.("Redis is back");
    lost = false;
  });
  return redis;
}
