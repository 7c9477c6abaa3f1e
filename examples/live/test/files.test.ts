import { open as openFile, readFile } from "node:fs/promises";

import { encodeWav } from "@wader/dsp";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { launchChromium } from "./chromium.js";
import { peakRow, rowOf, saveLevels, visit } from "./browse.js";
import { print } from "./print.js";
import { temporaryFile, tone, toneWav } from "./tone.js";

const choose = (page: Page, name: string, bytes: Uint8Array): Promise<void> =>
  page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

/** A file that an encoder made which is not ours. */
const fixture = (name: string): Promise<Uint8Array> => readFile(new URL(`fixtures/${name}`, import.meta.url));

describe("a file", async () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const stereo = encodeWav(
    { sampleRate: 44_100, channels: [tone(440, 2, 44_100), new Float32Array(2 * 44_100)] },
    { format: "float32" },
  );
  it.each([
    { kind: "a WAV file in stereo of floats", name: "tone.wav", bytes: stereo, level: -12 },
    { kind: "an mp3 file", name: "tone.mp3", bytes: await fixture("tone.mp3"), level: -6 },
    { kind: "a FLAC file", name: "tone.flac", bytes: await fixture("tone.flac"), level: -6 },
  ])("is shown if it is $kind, with its tone at its place and its level", async ({ name, bytes, level }) => {
    const { page, close } = await visit(browser, inject("site"));
    await choose(page, name, bytes);
    await page.getByText(`${name}: 2.00 s.`).waitFor();
    const saved = await saveLevels(page);
    expect(saved.times).toHaveLength(250);
    expect(saved.times[0]).toBeCloseTo(0.004, 9);
    const row = rowOf(saved, 440);
    expect(Math.abs(peakRow(saved) - row)).toBeLessThanOrEqual(1);
    // A sine of half of full scale has -6 dB, half of that in the mean of two channels. The nearest scale is up to 1.7 % beside it.
    expect(Math.abs(saved.levels[120]![row]! - level)).toBeLessThan(0.2);
    await close();
  });

  it("can be dropped", async () => {
    const { page, close } = await visit(browser, inject("site"));
    const data = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "dropped.wav"));
        return transfer;
      },
      Array.from(toneWav(300, 1, 8000)),
    );
    await page.dispatchEvent("body", "drop", { dataTransfer: data });
    await page.getByText("dropped.wav: 1.00 s.").waitFor();
    const saved = await saveLevels(page);
    expect(Math.abs(peakRow(saved) - rowOf(saved, 300))).toBeLessThanOrEqual(1);
    await close();
  });

  it.each([
    {
      kind: "a WAV file that is cut off",
      name: "cut.wav",
      bytes: toneWav(440, 1, 16_000).subarray(0, 9000),
      fault: "cut.wav does not open: The data claims 32000 bytes, 8956 follow (byte 36)",
    },
    {
      kind: "no sound at all",
      name: "noise.mp3",
      bytes: Uint8Array.from({ length: 4096 }, (_, i) => (i * i) % 251),
      fault: "noise.mp3 does not open: this browser cannot decode it. It knows WAV, mp3 and flac, and others.",
    },
    {
      kind: "empty",
      name: "empty.wav",
      bytes: new Uint8Array(0),
      fault: "empty.wav does not open: The file is empty (byte 0)",
    },
  ])("that is $kind is refused with a reason, and the next one opens", async ({ name, bytes, fault }) => {
    const { page, close } = await visit(browser, inject("site"));
    await choose(page, name, bytes);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toBe(fault);
    expect(await page.isVisible("#work")).toBe(false);
    await choose(page, "good.wav", toneWav(440, 1, 16_000));
    await page.getByText("good.wav: 1.00 s.").waitFor();
    expect(await alert.isVisible()).toBe(false);
    await close();
  });

  it("of 60 minutes shows its progress while the page stays awake, and can be cancelled", async () => {
    const seconds = 3600;
    const file = await temporaryFile("hour.wav", toneWav(1000, 20, 16_000));
    const handle = await openFile(file.path, "r+");
    const size = Buffer.alloc(4);
    size.writeUInt32LE(2 * 16_000 * seconds);
    await handle.write(size, 0, 4, 40);
    // The rest is silence, which takes no room on the disk.
    await handle.truncate(44 + 2 * 16_000 * seconds);
    await handle.close();
    const { page, close } = await visit(browser, inject("site"));
    await page.setInputFiles("#file", file.path);
    await page.getByText("of 60:00 s transformed").waitFor();
    const before = Number(await page.getAttribute("#progress", "value"));
    const longest = await page.evaluate(async () => {
      let last = performance.now();
      let gap = 0;
      for (const end = last + 2000; last < end;) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        gap = Math.max(gap, now - last);
        last = Math.max(now, last);
      }
      return gap;
    });
    print(`60 minutes: longest time between two frames while transforming ${longest.toFixed(0)} ms`);
    // A page that froze for as long as the transform takes would draw nothing at all; other work on the machine may cost a second.
    expect(longest).toBeLessThan(5000);
    expect(Number(await page.getAttribute("#progress", "value"))).toBeGreaterThan(before);

    await page.click("#cancel");
    await page.getByText("hour.wav: cancelled.").waitFor();
    expect(await page.isVisible("#work")).toBe(false);
    await choose(page, "next.wav", toneWav(440, 1, 16_000));
    await page.getByText("next.wav: 1.00 s.").waitFor();
    await close();
    await file.remove();
  });
});

describe("playback", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("moves on in real time, stops, goes where it is told, and ends at the end", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await choose(page, "tone.wav", toneWav(440, 3, 16_000));
    await page.getByText("tone.wav: 3.00 s.").waitFor();
    const position = async (): Promise<number> => Number(await page.inputValue("#position"));
    await page.focus("#plot");
    await page.keyboard.press("Space");
    await page.waitForTimeout(1000);
    await page.keyboard.press("Space");
    const paused = await position();
    expect(paused).toBeGreaterThan(0.3);
    expect(paused).toBeLessThan(1.6);
    await page.waitForTimeout(300);
    expect(await position()).toBe(paused);

    await page.locator("#position").fill("2.5");
    expect(await page.textContent("#time")).toBe("2.5 / 3.0 s");
    await page.click("#play");
    await page.getByText("3.0 / 3.0 s").waitFor();
    expect(await page.textContent("#play")).toBe("Play");
    await close();
  });
});

describe("the sample sentence", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("plays at the one click that the empty page invites to, and is speech", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await page.click("#begin");
    await page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>("#position")!.value) > 0.3);
    expect(await page.isVisible("#welcome")).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("play");
    await page.click("#play");
    await page.getByText(/^Sample sentence: 3\.\d\d s\.$/).waitFor();
    // The voice was told to speak at 190 Hz: that, or the octave above, is where it is loudest.
    const saved = await saveLevels(page);
    expect(saved.frequencies[peakRow(saved)]).toBeGreaterThan(150);
    expect(saved.frequencies[peakRow(saved)]).toBeLessThan(400);
    await close();
  });

  it("gives way to the invitation again if the next file is damaged", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await page.click("#sentence");
    await page.getByText(/^Sample sentence: /).waitFor();
    await choose(page, "empty.wav", new Uint8Array(0));
    await page.getByRole("alert").waitFor();
    expect(await page.isVisible("#begin")).toBe(true);
    expect(await page.isDisabled("#save-picture")).toBe(true);
    expect(await page.textContent("#status")).toBe("");
    await close();
  });
});

describe("the picture", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("tells time, frequency and level under the pointer and under the arrow keys", async () => {
    const { page, close } = await visit(browser, inject("site"), { query: "?low=100&high=1600&scales=41" });
    await choose(page, "tone.wav", toneWav(400, 2, 16_000));
    await page.getByText("tone.wav: 2.00 s.").waitFor();
    const readOut = page.locator("#read-out");
    // 41 scales over four octaves: the middle one has 400 Hz, and is where the keys begin.
    await page.focus("#plot");
    await page.keyboard.press("ArrowRight");
    await page.getByText("Hz ·").waitFor();
    expect(await readOut.textContent()).toMatch(/^1\.01 s · 400\.0 Hz · −6\.0 dBFS$/);
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("· 200.0 Hz ·").waitFor();
    await page.hover("#plot", { position: { x: 200, y: 200 } });
    await page.waitForFunction(() => !document.querySelector("#read-out")!.textContent.includes("200.0 Hz"));
    expect(await readOut.textContent()).toMatch(/^\d\.\d\d s · \d+(\.\d)? Hz · −?\d+\.\d dBFS$/);
    await close();
  });

  it("follows its settings, which stand in the address", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await page.click("#tones");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    await page.selectOption('[name="wavelet"]', "mexh");
    await page.fill('[name="scales"]', "60");
    await page.fill('[name="low"]', "200");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => location.search.includes("low=200"));
    expect(new URL(page.url()).search).toBe("?wavelet=mexh&low=200&scales=60");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    const { frequencies } = await saveLevels(page);
    expect([frequencies.length, frequencies[0], frequencies[59]]).toEqual([60, 6000, 200]);
    await page.reload();
    expect(await page.inputValue('[name="wavelet"]')).toBe("mexh");
    await page.click("#reset");
    expect(new URL(page.url()).search).toBe("");
    await close();
  });

  it("is saved as PNG", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await page.click("#tones");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-picture")]);
    expect(download.suggestedFilename()).toBe("scalogram.png");
    const stream = await download.createReadStream();
    const [first] = await stream.take(1).toArray();
    expect([...(first as Buffer).subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    await close();
  });
});
