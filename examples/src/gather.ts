import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { writeAtomically, writeJson } from "./parts/atomic.js";
import { UsageError, text } from "./parts/command-line.js";
import type { PartScores } from "./parts/evaluation.js";
import { gatherScores, gatheredTable } from "./parts/gathered-scores.js";
import { ScriptError, runScript } from "./parts/script.js";

const line = {
  name: "gather",
  summary:
    "Mean and standard deviation over several runs, say of several seeds or speakers: of report (results.json) or evaluate (evaluation.json).",
  options: {
    runs: text("list", "Folders of the runs, separated by commas."),
    out: text("path", "Writes <path>.json and <path>.md."),
  },
  example: "gather.js --runs out/report-1,out/report-2,out/report-3 --out out/report",
} as const;

interface Results {
  readonly command?: string;
  readonly scores: readonly PartScores[];
}

async function readResults(folder: string): Promise<Results> {
  for (const name of ["results.json", "evaluation.json"]) {
    const path = join(folder, name);
    const content = await readFile(path, "utf8").catch(() => undefined);
    if (content === undefined) continue;
    try {
      const value = JSON.parse(content) as Results | readonly PartScores[];
      return "scores" in value ? value : { scores: value };
    } catch (error) {
      throw new ScriptError(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
    }
  }
  throw new ScriptError(`${folder} holds neither results.json nor evaluation.json: run report or evaluate first`);
}

await runScript(line, async ({ runs, out }) => {
  if (runs === undefined) throw new UsageError("--runs is missing");
  const folders = runs.split(",").map((folder) => folder.trim());
  const results: Results[] = [];
  for (const folder of folders) results.push(await readResults(folder));
  const commands = results.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const parts = gatherScores(results.map(({ scores }) => scores));
  const table = gatheredTable(parts);
  console.log(table);
  if (out !== undefined) {
    await writeJson(`${out}.json`, { commands, parts });
    const list = commands.length === 0 ? "" : `\n${commands.map((command) => `- \`${command}\``).join("\n")}\n`;
    await writeAtomically(`${out}.md`, `${table}\n${list}`);
  }
});
