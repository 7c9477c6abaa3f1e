import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writeTones } from "../../test/synthetic.js";
import { type Ended, run } from "../src/parts/commands.js";

/** Settings with which a job takes some hundredths of a second. */
export const quick = ["--time-step", "40", "--copies", "clean", "--per-shard", "1"] as const;

/** A folder with recordings for one test file. */
export interface Ground {
  readonly folder: string;
  readonly data: string;
  path(name: string): string;
  remove(): Promise<void>;
}

/** Makes tones of some speakers, 16 recordings each. */
export async function makeGround(speakers: number): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "wader-"));
  const data = join(folder, "data");
  await writeTones(data, speakers);
  return {
    folder,
    data,
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Enqueues, and says how the run is called. */
export async function enqueue(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
  const ended = await run("enqueue", args, env === undefined ? {} : { env });
  return runOf(ended);
}

/** How the run is called that a command did. */
export function runOf({ stdout, stderr }: Ended): string {
  const name = /^run +(\S+?),?(?: |$)/m.exec(stdout)?.[1];
  if (name === undefined) throw new Error(`no run was named: ${stdout}${stderr}`);
  return name;
}
