import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { chromium } from "playwright";
import { preview } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

import { launchOptions } from "../scripts/chromium.js";
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

  it("leads to the live page, which works where nobody can set headers", async () => {
    const server = await preview({
      root: docs,
      configFile: false,
      logLevel: "error",
      build: { outDir: site },
      preview: { host: "127.0.0.1", port: 0 },
    });
    const [address] = server.resolvedUrls!.local;
    const args = [...launchOptions.args, "--use-fake-device-for-media-stream"];
    const browser = await chromium.launch({ ...launchOptions, args });
    try {
      const context = await browser.newContext({ permissions: ["microphone"] });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("console", (message) => faults.push(message.text()));
      page.on("pageerror", (error) => faults.push(String(error)));
      await page.goto(address!);
      await page.getByRole("link", { name: "Hear and see it live" }).click();
      await page.waitForURL(`${address}live/`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
      expect(await policy.getAttribute("content")).toContain(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
      );

      await page.click("#begin");
      await page.getByText(/^Sample sentence: 3\.\d\d s\.$/).waitFor();
      await page.click("#microphone");
      await page.getByText("Hz through messages, 0 samples lost").waitFor();
      await page.getByRole("link", { name: "documentation" }).click();
      await page.waitForURL(address!);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
