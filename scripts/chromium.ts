import { existsSync } from "node:fs";

/** Options with which Playwright starts the system's Chromium, or its own where there is none. */
const executable = [process.env["CHROME_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

export const launchOptions = {
  ...(executable === undefined ? {} : { executablePath: executable }),
  args: [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A machine of tests has no graphics card: WebGPU then runs on Chromium's software adapter.
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
  ],
};
