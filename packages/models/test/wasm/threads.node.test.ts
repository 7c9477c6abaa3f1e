import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { chromium } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { ThreadsReport } from "./threads-page.js";

const executable = [process.env["CHROME_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

let server: Server;

beforeAll(async () => {
  const entry = fileURLToPath(new URL("threads-page.ts", import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  const headers = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  };
  server = createServer((request, response) => {
    const url = request.url ?? "/";
    if (url.startsWith("/wasm/")) {
      void readFile(join(folder, url.slice(6))).then((bytes) => {
        response.writeHead(200, { ...headers, "Content-Type": "application/wasm" }).end(bytes);
      });
    } else if (url === "/page.js") {
      response.writeHead(200, { ...headers, "Content-Type": "text/javascript" }).end(outputFiles[0]!.text);
    } else {
      const page = `<!doctype html><title>threads</title><script type="module" src="/page.js"></script>`;
      response.writeHead(200, { ...headers, "Content-Type": "text/html" }).end(page);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => {
  server.close();
});

describe("in a cross-origin isolated page", () => {
  it("the kernels work in the shared memory of the threaded binary", async () => {
    const browser = await chromium.launch({
      args: ["--no-sandbox"],
      ...(executable === undefined ? {} : { executablePath: executable }),
    });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction("typeof report === 'function'");
      const report = await page.evaluate<ThreadsReport>("report()");
      expect(report).toMatchObject({ isolated: true, shared: true });
      expect(report.threads).toBeGreaterThan(0);
      expect(report.difference).toBeLessThan(1e-5);
    } finally {
      await browser.close();
    }
  });
});
