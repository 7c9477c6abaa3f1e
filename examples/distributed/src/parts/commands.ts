import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** How a command ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far, on both streams. */
  said(): string;
  /** Resolves when it has said something. */
  until(words: string | RegExp): Promise<void>;
}

/** What a command runs in. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command that ends by running the one behind it: `ulimit -f 1; exec "$@"`. */
  readonly shell?: string;
  /** What comes before the command, as in `ip netns exec far`. */
  readonly within?: readonly string[];
}

/** As docs/distributed.md has it: where every core has a worker, helpers that collect its garbage are in the way of others. */
const nodeFlags = ["--single-threaded-gc"];

/** Starts one of the commands as a user would. */
export function start(
  name: string,
  args: readonly string[],
  { env = {}, shell, within = [] }: Surroundings = {},
): Running {
  const script = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
  const command = [...within, process.execPath, ...nodeFlags, script, ...args];
  const [file, ...rest] = shell === undefined ? command : ["bash", "-c", shell, "bash", ...command];
  const child = spawn(file!, rest, { env: { ...process.env, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const said = (): string => stdout + stderr;
  return {
    child,
    ended,
    said,
    async until(words) {
      while (!(typeof words === "string" ? said().includes(words) : words.test(said()))) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`${name} ended without saying ${String(words)}: ${said()}`);
        }
        await sleep(20);
      }
    },
  };
}

/** Runs one of the commands to its end. */
export function run(name: string, args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(name, args, surroundings).ended;
}

/** Digest of every file below a folder, by path. Probes of workers that were killed do not count. */
export async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all: Record<string, string> = {};
  for (const file of files.sort()) {
    const path = relative(folder, file);
    // A worker that is killed while it writes leaves a temporary file behind.
    if (path.startsWith("probe/") || path.endsWith(".part")) continue;
    all[path] = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  }
  return all;
}
