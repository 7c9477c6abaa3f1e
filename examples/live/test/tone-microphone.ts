import type { Browser } from "playwright";
import { afterAll, beforeAll } from "vitest";

import { launchChromium } from "./chromium.js";
import { temporaryFile, toneWav } from "./tone.js";

/** Starts Chromium for the tests of a `describe`, with a microphone that hears a WAV file: 1000 Hz, at 48 kHz as microphones are. */
export function startToneMicrophone(): () => Browser {
  let browser: Browser;
  let file: Awaited<ReturnType<typeof temporaryFile>>;
  beforeAll(async () => {
    file = await temporaryFile("tone.wav", toneWav(1000, 4, 48_000));
    browser = await launchChromium({ microphone: file.path });
  });
  afterAll(async () => {
    await browser.close();
    await file.remove();
  });
  return () => browser;
}
