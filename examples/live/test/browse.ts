import { readFile } from "node:fs/promises";

import type { Browser, BrowserContextOptions, Page } from "playwright";
import { expect } from "vitest";

/** A page, and all that it did wrong. */
export interface Visit {
  readonly page: Page;
  /** What was written to the console, breaches of the policy among it, and errors that nobody caught. */
  readonly faults: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
  /** Closes the page, and expects that it did nothing wrong. */
  readonly close: () => Promise<void>;
}

/** Options of {@link visit}. */
export interface VisitOptions extends BrowserContextOptions {
  /** Whether the microphone may be used. Default: it may. */
  readonly microphone?: boolean;
  /** Runs in the page before its scripts. */
  readonly before?: () => void;
  /** What follows the address of the page. */
  readonly query?: string;
}

/** Opens the page. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { microphone = true, before, query = "", ...rest } = options;
  const context = await browser.newContext({ ...rest, permissions: microphone ? ["microphone"] : [] });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(url + query);
  return {
    page,
    faults,
    requests,
    close: async () => {
      await context.close();
      expect(faults).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(url))).toEqual([]);
    },
  };
}

/** Levels in decibels as the page saves them. */
export interface SavedLevels {
  readonly frequencies: readonly number[];
  readonly times: readonly number[];
  /** One row for each time. */
  readonly levels: readonly (readonly number[])[];
}

/** Saves what is shown, and reads it. */
export async function saveLevels(page: Page): Promise<SavedLevels> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-data")]);
  const [head, ...lines] = (await readFile(await download.path(), "utf8")).trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(Number));
  return {
    frequencies: head!.split(",").slice(1).map(Number),
    times: rows.map(([time]) => time!),
    levels: rows.map(([, ...levels]) => levels),
  };
}

/** Number of the row whose level is highest on average. */
export function peakRow({ frequencies, levels }: SavedLevels): number {
  const sums = frequencies.map((_, row) => levels.reduce((sum, column) => sum + column[row]!, 0));
  return sums.indexOf(Math.max(...sums));
}

/** Number of the row whose frequency is nearest. */
export function rowOf({ frequencies }: SavedLevels, hertz: number): number {
  const distances = frequencies.map((frequency) => Math.abs(Math.log(frequency / hertz)));
  return distances.indexOf(Math.min(...distances));
}
