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
          include: ["packages/*/test/**/*.test.ts", "examples/test/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
          setupFiles: ["./scripts/fail-on-console.ts"],
          testTimeout: 60_000,
        },
      },
      {
        // Processes that run for seconds, and are killed at times: after the others, too.
        test: {
          name: "distributed",
          environment: "node",
          include: ["examples/distributed/test/**/*.test.ts"],
          setupFiles: ["./scripts/fail-on-console.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Tests of a whole page, which they drive from outside, and which may print what they measured. They follow the others, one
        // by one: a page that gets no time shows no sound.
        test: {
          name: "live",
          environment: "node",
          include: ["examples/live/test/**/*.test.ts"],
          globalSetup: ["./examples/live/test/site.ts"],
          testTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
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
