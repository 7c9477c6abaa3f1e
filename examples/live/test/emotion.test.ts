import { decodeWav, encodeWav } from "@wader/dsp";
import * as recognition from "@wader/emotion";
import type { EmotionRecognizer } from "@wader/emotion";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { sampleTones } from "../src/sample-tones.js";
import { launchChromium } from "./chromium.js";
import { visit } from "./browse.js";
import { temporaryFile } from "./tone.js";

/** What sounds like a voice, twice over: longer than what is judged as a whole. */
const voice = sampleTones().subarray(0, 4.5 * 16_000);
const sound = new Float32Array(2 * voice.length);
sound.set(voice);
sound.set(voice, voice.length);
const wav = encodeWav({ sampleRate: 16_000, channels: [sound] }, { format: "pcm16" });

// Without a trained recogniser, the page has no such panel.
const { loadPretrained } = recognition as { loadPretrained?: () => Promise<EmotionRecognizer> };
const recognizer = await loadPretrained?.().catch(() => undefined);

describe.skipIf(recognizer === undefined)("emotions", () => {
  let browser: Browser;
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeAll(async () => {
    file = await temporaryFile("voice.wav", wav);
    browser = await launchChromium({ microphone: file.path });
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });

  it("of a clip are those that the recogniser tells, and take their place under the picture", async () => {
    const { page, close } = await visit(browser, inject("site"));
    const height = async (): Promise<number> => (await page.locator("#plot").boundingBox())!.height;
    const before = await height();
    await page.setInputFiles("#file", file.path);
    await page.getByText("The whole clip: ").waitFor();
    const { emotion, probabilities, timeline } = await recognizer!.predict(decodeWav(wav).channels[0]!, 16_000);
    expect(timeline.length).toBeGreaterThan(1);
    const [, first] = /^The whole clip: [a-z, ]+? (\w+) \(/.exec((await page.textContent("#emotions-state"))!)!;
    expect(first).toBe(emotion);
    const shown = (await page.locator("#emotions-list li").allTextContents()).map((text) =>
      /^(\w+?)(\d+) %$/.exec(text)!,
    );
    expect(shown.map(([, name]) => name)).toEqual(Object.keys(probabilities));
    for (const [, name, percent] of shown) {
      // Half a percent is rounding; the browser's own sines may differ in the last digits.
      expect(Math.abs(Number(percent) - 100 * probabilities[name as keyof typeof probabilities])).toBeLessThan(0.6);
    }
    expect(await page.textContent("#emotions-about")).toContain(recognizer!.info.licence);
    await expect.poll(height).toBeGreaterThan(before + 50);
    await close();
  });

  it("of a microphone come while it is heard", async () => {
    const { page, close } = await visit(browser, inject("site"));
    await page.click("#microphone");
    await page.getByText("The last three seconds: ").waitFor();
    expect(await page.locator("#emotions-list li").count()).toBe(8);
    await page.click("#microphone");
    await page.click("#tones");
    await page.getByText("The whole clip: ").waitFor();
    await close();
  });
});
