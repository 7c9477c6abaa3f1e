import { describe, expect, inject, it } from "vitest";

import { layoutOf } from "../src/plot.js";
import { peakRow, rowOf, saveLevels, visit } from "./browse.js";
import { startToneMicrophone } from "./tone-microphone.js";

describe("a microphone", () => {
  const browser = startToneMicrophone();

  it.each([
    { way: "shared memory", site: "site" },
    { way: "messages", site: "plainSite" },
  ] as const)("is seen through $way, a tone of 1000 Hz within one of 125 scales", async ({ way, site }) => {
    const { page, close } = await visit(browser(), inject(site));
    await page.click("#microphone");
    await page.waitForFunction((words) => document.querySelector("#facts")!.textContent.includes(words), way);
    await page.waitForTimeout(2500);
    await page.click("#microphone");
    const saved = await saveLevels(page);
    expect(saved.frequencies).toHaveLength(125);
    expect(Math.abs(peakRow(saved) - rowOf(saved, 1000))).toBeLessThanOrEqual(1);

    // The brightest place of the picture itself, between axis and colour bar.
    const { width, height, isJudged } = await page.evaluate(() => {
      const { width: across, height: down, classList } = document.querySelector("canvas")!;
      return { width: across, height: down, isJudged: classList.contains("with-emotions") };
    });
    const { image } = layoutOf(width, height, isJudged);
    const share = await page.evaluate(
      ({ x, image: { y: top, height: rows } }) => {
        const context = document.querySelector("canvas")!.getContext("2d")!;
        const pixels = context.getImageData(x, top, 1, rows).data;
        let brightest = 0;
        let at = 0;
        for (let y = 0; y < rows; y++) {
          const light = pixels[4 * y]! + pixels[4 * y + 1]! + pixels[4 * y + 2]!;
          if (light > brightest) [brightest, at] = [light, y];
        }
        return (at + 0.5) / rows;
      },
      { x: Math.round(width * 0.85), image },
    );
    expect(Math.abs(Math.floor(share * 125) - rowOf(saved, 1000))).toBeLessThanOrEqual(1);
    await close();
  });

  it("that is refused is told, and another sound can be opened", async () => {
    const { page, close } = await visit(browser(), inject("site"), { microphone: false });
    await page.click("#microphone");
    const fault = page.getByRole("alert");
    await fault.waitFor();
    expect(await fault.textContent()).toMatch(/^The microphone was refused\./);
    expect(await page.getAttribute("#microphone", "aria-pressed")).toBe("false");
    await page.click("#tones");
    await page.getByText("Sample tones: 6.00 s.").waitFor();
    expect(await fault.isVisible()).toBe(false);
    await close();
  });

  it("whose permission is withdrawn is told", async () => {
    const { page, close } = await visit(browser(), inject("site"));
    await page.click("#microphone");
    await page.getByText("samples lost").waitFor();
    // Chromium itself ends the track.
    await page.context().clearPermissions();
    await page.getByText("The microphone is gone").waitFor();
    expect(await page.getAttribute("#microphone", "aria-pressed")).toBe("false");
    await close();
  });

  it("that is unplugged is told, what was heard stays, and it can be opened again", async () => {
    const { page, close } = await visit(browser(), inject("site"), {
      before: () => {
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (constraints) => {
          const stream = await ask(constraints);
          addEventListener("unplug", () => stream.getTracks()[0]!.dispatchEvent(new Event("ended")), { once: true });
          return stream;
        };
      },
    });
    await page.click("#microphone");
    await page.getByText("samples lost").waitFor();
    await page.waitForTimeout(500);
    await page.evaluate(() => dispatchEvent(new Event("unplug")));
    await page.getByText("The microphone is gone").waitFor();
    expect((await saveLevels(page)).levels.length).toBeGreaterThan(5);
    await page.click("#microphone");
    await page.getByText("samples lost").waitFor();
    expect(await page.getByRole("alert").isVisible()).toBe(false);
    await close();
  });
});
