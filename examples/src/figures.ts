import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { openClips } from "./parts/clips.js";
import { common, text } from "./parts/command-line.js";
import { confusionFigures, dataFigures, writeFigures } from "./parts/draw.js";
import type { Figure } from "./parts/figures/figure.js";
import { autoencoderHistory, classifierHistory } from "./parts/figures/histories.js";
import type { PartScores } from "./parts/evaluation.js";
import { runScript } from "./parts/script.js";
import { parseActors } from "./parts/split.js";
import { readHistory } from "./parts/training.js";

const line = {
  name: "figures",
  summary:
    "Draws the pictures of the report from the clips and, where a run is given, from its training and evaluation, as SVG and PNG.",
  options: {
    data: common.data,
    actors: text("list", "Only these speakers: 1,3,5-8."),
    run: text("folder", "Folder of a run, for the pictures of training and evaluation."),
    out: text("folder", "Folder for the pictures.", "out/figures"),
    seed: common.seed,
  },
  example: "figures.js --data Audio_Speech_Actors_01-24.zip --run out/run --out out/figures",
} as const;

await runScript(line, async (options, { signal }) => {
  const actors = options.actors === undefined ? undefined : parseActors(options.actors);
  const clips = await openClips({ data: options.data, actors, signal });
  const figures: Figure[] = await dataFigures(clips, options.seed, signal);
  await clips.close();

  const autoencoder = options.run === undefined ? undefined : await readHistory(join(options.run, "autoencoder"));
  const classifier = options.run === undefined ? undefined : await readHistory(join(options.run, "classifier"));
  const scores = options.run === undefined ? undefined : await readScores(options.run);
  if (autoencoder !== undefined) figures.push(autoencoderHistory(autoencoder));
  if (classifier !== undefined) figures.push(classifierHistory(classifier));
  if (scores !== undefined) figures.push(...confusionFigures(scores));

  await writeFigures(options.out, figures);
  for (const { name } of figures) console.log(`${join(options.out, name)}.svg, .png`);
  if (options.run !== undefined && scores === undefined)
    console.log("left out: confusion matrices, for the run is not evaluated yet");
  console.log(`written to ${resolve(options.out)}`);
});

async function readScores(run: string): Promise<PartScores[] | undefined> {
  try {
    return JSON.parse(await readFile(join(run, "evaluation.json"), "utf8")) as PartScores[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
