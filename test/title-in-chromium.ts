import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

import { chromium } from "playwright";

import { launchOptions } from "../scripts/chromium.js";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/**
 * Serves a folder, opens it in Chromium, and waits until its page has a title, which it returns.
 *
 * @param options.microphone - Whether there is one: it beeps once a second. Default: there is none.
 */
export async function titleInChromium(
  folder: string,
  options: { readonly microphone?: boolean } = {},
): Promise<string> {
  const { microphone = false } = options;
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url!;
    readFile(join(folder, path)).then(
      (body) => response.setHeader("Content-Type", types[extname(path)] ?? "text/plain").end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const sound = ["--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"];
  const args = [...launchOptions.args, ...(microphone ? sound : [])];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const context = await browser.newContext({ permissions: microphone ? ["microphone"] : [] });
    const page = await context.newPage();
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
