import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Matrix } from "@wader/models";

import { writeJson } from "../atomic.js";

/**
 * Keeps the scores of each classifier of each fold, so that sums of them, and sums of other sets of them, train nothing again.
 *
 * @param belongs - All that the scores follow from, but for the name.
 */
export function keptScores(
  folder: string,
  belongs: unknown,
): (name: string, compute: () => Promise<Matrix>) => Promise<Matrix> {
  return async (name, compute) => {
    const hash = createHash("sha256")
      .update(JSON.stringify([name, belongs]))
      .digest("hex")
      .slice(0, 16);
    const path = join(folder, `${name.replaceAll(" ", "-")}-${hash}.json`);
    const known = await readFile(path, "utf8").catch(() => undefined);
    if (known !== undefined) return JSON.parse(known) as Matrix;
    const { data, shape } = await compute();
    const scores = { shape, data: Array.from(data) };
    await writeJson(path, scores);
    return scores;
  };
}
