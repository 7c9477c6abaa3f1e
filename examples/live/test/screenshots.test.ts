import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { encodeWav } from "@wader/dsp";
import { openFlite } from "@wader/examples/parts/flite.js";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { visit } from "./browse.js";
import { launchChromium } from "./chromium.js";
import { print } from "./print.js";
import { temporaryFile } from "./tone.js";

const images = new URL("../../../docs/images", import.meta.url).pathname;
const most = 300_000;

const wide = { width: 1030, height: 730 };
const phone = { width: 390, height: 844 };

async function showFile(page: Page, file: string): Promise<void> {
  await page.setInputFiles("#file", file);
  await page.getByText("The whole clip: ").waitFor();
  await page.locator("#position").fill("2.4");
  await page.locator("#position").blur();
}

async function listen(page: Page): Promise<void> {
  await page.click("#microphone");
  await page.getByText("The last three seconds: ").waitFor();
  await page.waitForTimeout(9000);
}

// Pictures for the documentation, and so not taken at every run. The voice is synthetic: CMU Flite.
describe.runIf(process.env["SCREENSHOTS"] === "1")("a picture of the page", () => {
  let browser: Browser;
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeAll(async () => {
    const flite = await openFlite();
    const text =
      "Wavelets show what changes in a voice, and when. High tones are sharp in time, and low ones in frequency.";
    const speech = await flite.speak(text, { voice: "slt", pitch: 190, pitchRange: 30, stretch: 1.05 });
    await flite.close();
    file = await temporaryFile("speech.wav", encodeWav(speech));
    browser = await launchChromium({ microphone: file.path });
    await mkdir(images, { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  it.each([
    { name: "live-light", colorScheme: "light", viewport: wide, show: listen, query: "" },
    { name: "live-dark", colorScheme: "dark", viewport: wide, show: showFile, query: "?wavelet=analytic-morlet-12" },
    { name: "live-phone-light", colorScheme: "light", viewport: phone, show: showFile, query: "?span=4" },
    { name: "live-phone-dark", colorScheme: "dark", viewport: phone, show: listen, query: "?span=4" },
  ] as const)("is taken: $name", async ({ name, colorScheme, viewport, show, query }) => {
    const { page, close } = await visit(browser, inject("site"), { colorScheme, viewport, query });
    await show(page, file.path);
    await page.evaluate(() => scrollTo(0, 0));
    if (viewport === wide && show === showFile) await page.mouse.move(430, 420);
    const path = join(images, `${name}.png`);
    await page.screenshot({ path });
    const { size } = await stat(path);
    print(`${path}: ${(size / 1000).toFixed(0)} kB`);
    expect(size).toBeLessThan(most);
    await close();
  });

  // That of the demo, made before: REPORT is its path.
  it.runIf(process.env["REPORT"])("is taken of the demo's report", async () => {
    const page = await browser.newPage({ viewport: { width: 860, height: 900 }, colorScheme: "light" });
    await page.goto(pathToFileURL(process.env["REPORT"]!).href);
    const boxOf = async (words: string): Promise<{ y: number; height: number }> =>
      (await page.locator("figure", { hasText: words }).boundingBox())!;
    const first = await boxOf("Scalogram of a clip");
    const last = await boxOf("Scalograms of the emotions");
    const path = join(images, "report.png");
    const clip = { x: 0, y: first.y - 8, width: 860, height: last.y + last.height - first.y + 16 };
    await page.screenshot({ path, fullPage: true, clip });
    const { size } = await stat(path);
    print(`${path}: ${(size / 1000).toFixed(0)} kB`);
    expect(size).toBeLessThan(most);
    await page.close();
  });
});
