import axe from "axe-core";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { launchChromium } from "./chromium.js";
import { visit } from "./browse.js";

describe("the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  const wide = { width: 1200, height: 900 };
  const phone = { width: 360, height: 740 };
  it.each([
    { name: "light", colorScheme: "light", viewport: wide },
    { name: "dark", colorScheme: "dark", viewport: wide },
    { name: "light and as wide as a phone", colorScheme: "light", viewport: phone },
    { name: "dark and as wide as a phone", colorScheme: "dark", viewport: phone },
  ] as const)("is accessible to all in the eyes of axe when it is $name", async ({ colorScheme, viewport }) => {
    // The policy would keep the test's own script out.
    const { page, close } = await visit(browser, inject("site"), { colorScheme, viewport, bypassCSP: true });
    await page.addScriptTag({ content: axe.source });
    const violations = async (): Promise<unknown> =>
      page.evaluate(async () => {
        const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      });
    expect(await violations()).toEqual([]);
    await page.click("#tones");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    expect(await violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await close();
  });

  it("can be worked by keyboard alone", async () => {
    const { page, close } = await visit(browser, inject("site"));
    const order: string[] = [];
    const press = async (key: string): Promise<void> => {
      await page.keyboard.press(key);
      order.push(
        await page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute("name") || ""),
      );
    };
    for (let i = 0; i < 4; i++) await press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    for (let i = 0; i < 6; i++) await press("Tab");
    expect(order).toEqual([
      "microphone",
      "open",
      "sentence",
      "tones",
      "plot",
      "play",
      "position",
      "save-picture",
      "save-data",
      "wavelet",
    ]);
    await close();
  });
});
