import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

import { launchOptions } from "./scripts/chromium.js";

// A test runs in Node and in Chromium. Those that need one of the two say so in their name: `*.node.test.ts`, `*.browser.test.ts`.
export default defineConfig({
  test: {
    reporters: ["default", "./scripts/tally-reporter.ts"],
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "packages/*/test/**/*.test.ts",
            "examples/test/**/*.test.ts",
            "examples/distributed/test/**/*.test.ts",
            "test/**/*.test.ts",
          ],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
          setupFiles: ["./scripts/fail-on-console.ts"],
          testTimeout: 60_000,
        },
      },
      {
        // Tests of a whole page, which they drive from outside, and which may print what they measured.
        test: {
          name: "live",
          environment: "node",
          include: ["examples/live/test/**/*.test.ts"],
          globalSetup: ["./examples/live/test/site.ts"],
          testTimeout: 60_000,
        },
      },
      {
        // A page that is cross-origin isolated, so that shared memory is there to be tested.
        server: {
          headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
        },
        test: {
          name: "chromium",
          include: ["packages/*/test/**/*.test.ts"],
          exclude: ["**/*.node.test.ts", "**/node_modules/**"],
          setupFiles: ["./scripts/fail-on-console.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions,
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
