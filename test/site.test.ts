import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { beforeAll, describe, expect, it } from "vitest";

import { packages, root } from "./packages.js";

const run = promisify(execFile);
const docs = join(root, "docs");
const site = join(docs, ".vitepress", "dist");

describe("the site of the documentation", () => {
  // The build itself fails on a link that leads nowhere.
  beforeAll(async () => {
    const bin = (name: string): string => join(docs, "node_modules", ".bin", name);
    await run(bin("typedoc"), ["--logLevel", "Error"], { cwd: docs });
    await run(bin("vitepress"), ["build"], { cwd: docs });
  }, 300_000);

  it.each(packages)("has a page of %s, made from its readme", async (name) => {
    const html = await readFile(join(site, "packages", `${name}.html`), "utf8");
    expect(html.includes(`<title>@wader/${name} | Wader</title>`)).toBe(true);
  });

  it.each(packages)("has the reference of %s, made from its docstrings", (name) => {
    expect(existsSync(join(site, "reference", "@wader", name))).toBe(true);
  });

  it("leads from a page of the repository to a page of the site, and to the forge where there is none", async () => {
    const packagePage = await readFile(join(site, "packages", "cwt.html"), "utf8");
    expect(packagePage.includes('<a href="/real-time"')).toBe(true);
    const guide = await readFile(join(site, "performance.html"), "utf8");
    expect(guide.includes('href="https://github.com/wader-js/wader/blob/main/bench/results/cwt.md"')).toBe(true);
  });
});
