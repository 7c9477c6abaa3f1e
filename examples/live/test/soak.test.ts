import type { CDPSession } from "playwright";
import { describe, expect, inject, it } from "vitest";

import { visit } from "./browse.js";
import { print } from "./print.js";
import { startToneMicrophone } from "./tone-microphone.js";

const seconds = Number(process.env["SOAK_SECONDS"] ?? 15);

/** Bytes of the page's thread that live on after all garbage is gone. */
async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

describe("the microphone", () => {
  const browser = startToneMicrophone();

  it(
    `goes on for ${seconds} s with flat memory`,
    async () => {
      const { page, close } = await visit(browser(), inject("site"));
      const session = await page.context().newCDPSession(page);
      await page.click("#microphone");
      await page.getByText("samples lost").waitFor();
      await page.waitForTimeout(3000);
      const samples: number[] = [];
      const rounds = 10;
      for (let round = 0; round < rounds; round++) {
        samples.push(await heap(session));
        await page.waitForTimeout((1000 * seconds) / rounds);
      }
      samples.push(await heap(session));
      const facts = (await page.textContent("#facts"))!;
      const growth = (samples.at(-1)! - samples[0]!) / 1e6;
      print(
        `${seconds} s: heap of the page ${samples.map((bytes) => (bytes / 1e6).toFixed(2)).join(", ")} MB; ${facts}`,
      );
      expect(growth).toBeLessThan(1);
      expect(facts).toContain(", 0 samples lost");
      await close();
    },
    1000 * seconds + 60_000,
  );
});
