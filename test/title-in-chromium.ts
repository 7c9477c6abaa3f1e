import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

import { chromium } from "playwright";

import { launchOptions } from "../scripts/chromium.js";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Serves a folder, opens it in Chromium, and waits until its page has a title, which it returns. */
export async function titleInChromium(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url!;
    readFile(join(folder, path)).then(
      (body) => response.setHeader("Content-Type", types[extname(path)] ?? "text/plain").end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    const failure = new Promise<never>((_, fail) => page.on("pageerror", fail));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const titled = page.waitForFunction("document.title !== ''", undefined, { timeout: 20_000 });
    await Promise.race([titled, failure]);
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
}
