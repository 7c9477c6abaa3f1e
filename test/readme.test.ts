import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { clipWav } from "./clip.js";
import { packages, root } from "./packages.js";

const run = promisify(execFile);

interface Block {
  readonly title: string;
  readonly code: string;
  /** Fenced as "js network": it would reach beyond this machine, so it is parsed and not run. */
  readonly network: boolean;
  /** What the block says that it prints: the comment behind each `console.log`, or on the line below it. */
  readonly output: string[];
}

const fences = ["js", "js network", "js browser", "sh"];

async function blocksOf(file: string): Promise<Block[]> {
  const text = await readFile(join(root, file), "utf8");
  // What is fenced otherwise is no code of ours that could run: `sh`, or nothing at all. "js browser" has a test of its own.
  for (const [, kind] of text.matchAll(/^\s*```(.+)$/gm))
    expect([file, kind]).toEqual([file, expect.toBeOneOf(fences)]);
  return [...text.matchAll(/^```js( network)?\n([\s\S]*?)^```/gm)].map((match, i) => {
    const code = match[2]!;
    const output = [...code.matchAll(/console\.log\(.*\);?\s\/\/ (.*)$/gm)].map((line) => line[1]!.trim());
    return { title: `${file}, block ${i + 1}`, code, network: match[1] !== undefined, output };
  });
}

const guides = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
const files = ["README.md", ...packages.map((name) => `packages/${name}/README.md`), ...guides];
const blocks = (await Promise.all(files.filter((file) => existsSync(join(root, file))).map(blocksOf))).flat();

describe("code blocks of the documentation", () => {
  // Below the examples, where every package of the workspace resolves as it does for a user.
  let folder: string;

  beforeAll(async () => {
    const cache = join(root, "examples", "node_modules", ".cache");
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "readme-"));
    await writeFile(join(folder, "clip.wav"), clipWav());
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const write = async ({ title, code }: Block): Promise<string> => {
    const file = join(folder, `${title.replaceAll(/\W+/g, "-")}.mjs`);
    await writeFile(file, code);
    return file;
  };

  it.each(blocks.filter(({ network }) => !network))("$title runs and prints what it says", async (block) => {
    const { stdout } = await run(process.execPath, [await write(block)], { cwd: folder });
    expect(stdout.split("\n").filter((line) => line !== "")).toEqual(block.output);
  });

  it.each(blocks.filter(({ network }) => network))("$title is sound", async (block) => {
    await expect(run(process.execPath, ["--check", await write(block)])).resolves.toMatchObject({ stderr: "" });
  });
});
