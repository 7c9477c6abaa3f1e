import { appendFileSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

import type { EpochRecord, Figures } from "../history.js";

/**
 * Appends every epoch to a CSV file as it ends, so that spreadsheets and plots can follow a run.
 *
 * The columns are `epoch`, `learningRate`, `seconds`, `training.<figure>` and, where there is validation data,
 * `validation.<figure>`. A run that is resumed goes on in the same file. An epoch replaces its own line and all behind it, so
 * that a run that starts anew starts the file anew; a line that was cut short by a kill goes too.
 *
 * @param path - Of the file, say `out/autoencoder.csv`. It and missing folders are made with the first epoch.
 * @returns What the option `onEpoch` of `trainAutoencoder` and `trainClassifier` takes. It throws Node's own error if the file
 * cannot be written, and one that names the columns if a resumed run has others than the file.
 *
 * @example
 * await trainAutoencoder(autoencoder, frames, { onEpoch: csvLog("out/autoencoder.csv") });
 */
export function csvLog(path: string): (record: EpochRecord) => void {
  return (record) => {
    const columns = columnsOf(record);
    const header = Object.keys(columns).join(",");
    const text = readText(path);
    const [former, ...lines] = text.split("\n").slice(0, -1);
    const kept = lines.filter((line) => Number(line.split(",", 1)[0]) < record.epoch);
    if (kept.length > 0 && former !== header) {
      throw new Error(`${path} must have the columns ${header}, got ${former}`);
    }
    mkdirSync(dirname(path), { recursive: true });
    const whole = kept.length > 0 ? `${[header, ...kept].join("\n")}\n` : "";
    if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
    const line = `${Object.values(columns).join(",")}\n`;
    appendFileSync(path, whole === "" ? `${header}\n${line}` : line);
  };
}

function columnsOf({ epoch, learningRate, seconds, training, validation = {} }: EpochRecord): Record<string, number> {
  return { epoch, learningRate, seconds, ...prefixed("training", training), ...prefixed("validation", validation) };
}

function prefixed(prefix: string, figures: Figures): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
