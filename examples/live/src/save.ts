import { columnAt } from "./column-store.js";
import type { ColumnStore } from "./column-store.js";
import { columnSeconds } from "./transform.js";

/** Lines that are written between two pauses, in which the page can draw. */
const lines = 100;

/**
 * Levels as CSV: a line of frequencies in Hz, then a line for each column, with its mean time in seconds and decibels.
 *
 * @param from - Seconds; columns that are no longer there are left out.
 * @param to - Seconds.
 */
export async function levelsAsCsv(store: ColumnStore, from: number, to: number): Promise<Blob> {
  const parts = [
    `time (s) \\ frequency (Hz),${Array.from(store.frequencies, (hertz) => hertz.toFixed(2)).join(",")}\n`,
  ];
  const end = Math.min(store.end, columnAt(to) + 1);
  for (let column = Math.max(store.begin, columnAt(from)); column < end; column++) {
    const levels = store.frequencies.length;
    const row = Array.from({ length: levels }, (_, i) => store.level(column, i).toFixed(2));
    parts.push(`${((column + 0.5) * columnSeconds).toFixed(3)},${row.join(",")}\n`);
    if (parts.length % lines === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return new Blob(parts, { type: "text/csv" });
}

/** Offers a file to be saved. */
export function offer(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
