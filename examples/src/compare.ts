import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { writeJson } from "./parts/atomic.js";
import { UsageError, text } from "./parts/command-line.js";
import { type Wins, compare } from "./parts/recognition/comparison.js";
import type { Spread } from "./parts/recognition/spread.js";
import type { Summary } from "./parts/recognition/summary.js";
import { ScriptError, runScript } from "./parts/script.js";

const line = {
  name: "compare",
  summary:
    "Compares two results of cross-validate.js pair by pair: the same clips, told in the same folds, by one thing or the other.",
  options: {
    result: text("file", "JSON of a cross-validation."),
    over: text("file", "JSON of another, on the same folds and seeds, from which differences are taken."),
    out: text("file", "JSON to write the differences to."),
  },
  example: "compare.js --result balanced-discriminant.json --over balanced-log-mel-discriminant.json",
} as const;

/** What of a result tells it from another. */
const distinguishing = ["folds", "features", "classifier", "network", "perSpeaker", "select", "noisyCopies"] as const;
type Result = Summary & Partial<Record<(typeof distinguishing)[number], unknown>>;

await runScript(line, async ({ result, over, out }) => {
  if (result === undefined || over === undefined) throw new UsageError("--result and --over are both needed");
  const [first, second] = [await read(result), await read(over)];
  let comparison: ReturnType<typeof compare>;
  try {
    comparison = compare(first, second);
  } catch (error) {
    throw new ScriptError(`${result} and ${over}: ${(error as Error).message}`, { cause: error });
  }
  const { bySeed, byFold, bySpeaker, interval } = comparison;
  console.log(
    [
      `${nameOf(first, second)} over ${nameOf(second, first)}: ${points(bySeed.mean)} points of UA`,
      `  by seed     ${both(bySeed)}, ${wins(bySeed)}`,
      `  by fold     ${both(byFold)}, ${wins(byFold)}`,
      `  by speaker  ${both(bySpeaker)}, ${wins(bySpeaker)}`,
      `  95 % interval ${points(interval.low)} to ${points(interval.high)}, speakers drawn again`,
    ].join("\n"),
  );
  if (out !== undefined) await writeJson(out, { result: basename(result), over: basename(over), ...comparison });
});

async function read(path: string): Promise<Result> {
  const value = JSON.parse(await readFile(path, "utf8")) as Partial<Result>;
  if (!Array.isArray(value.perFold) || !Array.isArray(value.bySpeakerCounts) || value.pooled === undefined) {
    throw new ScriptError(`${path} is no result of cross-validate.js`);
  }
  return value as Result;
}

/** What differs from the other result; all of it if nothing does. */
function nameOf(result: Result, other: Result): string {
  const different = distinguishing.filter((key) => result[key] !== other[key]);
  return (different.length > 0 ? different : distinguishing)
    .flatMap((key) => {
      const value = result[key];
      return typeof value === "string" ? value : value === true ? key : [];
    })
    .join(", ");
}

function both({ mean, deviation }: Spread): string {
  return `${points(mean)} ± ${(100 * deviation).toFixed(1)}`;
}

function wins({ ahead, level, behind }: Wins): string {
  return `ahead in ${ahead} of ${ahead + level + behind}${level > 0 ? `, level in ${level}` : ""}`;
}

/** "+2.1". */
function points(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(100 * value).toFixed(1)}`;
}
