import { existsSync } from "node:fs";

import { chromium } from "playwright";
import type { Browser } from "playwright";

/** Starts Chromium without a window, where it is found. Its microphone plays a WAV file over and over. */
export function launchChromium(options: { readonly microphone?: string } = {}): Promise<Browser> {
  const executablePath = [process.env["CHROME_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--use-fake-device-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      ...(options.microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${options.microphone}`]),
    ],
  });
}
