import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeWav } from "@wader/dsp";
import { openFlite } from "@wader/examples/parts/flite.js";

import { launchChromium } from "./chromium.js";
import { serveSite } from "./serve.js";

// Takes the pictures of the page that the documentation shows, with synthetic speech (CMU Flite).

const root = new URL("../..", import.meta.url).pathname;
const images = join(root, "../../docs/images");
const most = 300_000;

const flite = await openFlite();
const settings = { voice: "slt", pitch: 190, pitchRange: 30, stretch: 1.05 } as const;
const speech = await flite.speak("Wavelets show what changes in a voice, and when.", settings);
await flite.close();

const folder = await mkdtemp(join(tmpdir(), "wader-live-"));
const file = join(folder, "speech.wav");
await writeFile(file, encodeWav(speech));
await mkdir(images, { recursive: true });

const site = await serveSite(root);
const browser = await launchChromium({ microphone: file });

const wide = { width: 1000, height: 760 };
const phone = { width: 390, height: 844 };
for (const { name, colorScheme, viewport, source } of [
  { name: "live-light", colorScheme: "light", viewport: wide, source: "file" },
  { name: "live-dark", colorScheme: "dark", viewport: wide, source: "microphone" },
  { name: "live-phone-light", colorScheme: "light", viewport: phone, source: "microphone" },
  { name: "live-phone-dark", colorScheme: "dark", viewport: phone, source: "file" },
] as const) {
  const context = await browser.newContext({ colorScheme, viewport, permissions: ["microphone"] });
  const page = await context.newPage();
  await page.goto(`${site.url}?span=${viewport === phone ? 4 : 10}`);
  if (source === "file") {
    await page.setInputFiles("#file", file);
    await page.getByText(/^speech\.wav: \d/).waitFor();
    await page.locator("#position").fill("0.9");
    await page.locator("#position").blur();
    if (viewport === wide) await page.hover("#plot", { position: { x: 540, y: 300 } });
  } else {
    await page.click("#microphone");
    await page.waitForTimeout(viewport === wide ? 11_500 : 6000);
  }
  const path = join(images, `${name}.png`);
  await page.screenshot({ path });
  const { size } = await stat(path);
  if (size > most) throw new Error(`${name}.png must be ${most} bytes at most, got ${size}`);
  process.stdout.write(`${path}: ${(size / 1000).toFixed(0)} kB\n`);
  await context.close();
}
await browser.close();
await site.close();
await rm(folder, { recursive: true });
