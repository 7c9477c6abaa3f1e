import { chromium } from "playwright";
import type { Browser } from "playwright";

import { launchOptions } from "../../../scripts/chromium.js";

/** Starts Chromium with a microphone that plays a WAV file over and over. */
export function launchChromium(options: { readonly microphone?: string } = {}): Promise<Browser> {
  return chromium.launch({
    ...launchOptions,
    args: [
      ...launchOptions.args,
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      ...(options.microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${options.microphone}`]),
    ],
  });
}
