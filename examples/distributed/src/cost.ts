import { readFile } from "node:fs/promises";

import { number, text } from "@wader/examples/parts/command-line.js";
import { runScript } from "@wader/examples/parts/script.js";
import { formatTable } from "@wader/examples/parts/table.js";

import { type BenchResult, costOf } from "./parts/cost.js";

const line = {
  name: "cost",
  folder: "examples/distributed/dist",
  summary:
    "Computes from the figures of bench what the features of much audio would cost, and states every assumption.",
  options: {
    bench: text("file", "What bench wrote.", "out/bench-distributed.json"),
    hours: number("Hours of audio.", { min: 1, fallback: 1_000_000 }),
    coreHour: number("Price of a core for an hour.", { min: 0, fallback: 0.04 }),
    gigabyteMonth: number("Price of a gigabyte in the store for a month.", { min: 0, fallback: 0.023 }),
    thousandWrites: number("Price of a thousand writes to the store.", { min: 0, fallback: 0.005 }),
    months: number("Months for which the results are kept.", { min: 0, fallback: 1 }),
    utilisation: number("Share of the paid time in which cores compute.", { min: 0.01, max: 1, fallback: 0.9 }),
    perShard: number("Recordings in one job.", { min: 1, whole: true, fallback: 4 }),
  },
  example: "cost.js --hours 1000000",
} as const;

await runScript(line, async (options) => {
  const bench = JSON.parse(await readFile(options.bench, "utf8")) as BenchResult;
  const { hours, coreHour, gigabyteMonth, thousandWrites, months, utilisation, perShard: recordingsPerShard } = options;
  const prices = { coreHour, gigabyteMonth, thousandWrites, months, utilisation, recordingsPerShard };
  const cost = costOf(bench, hours, prices);
  console.log(
    formatTable({
      head: [`${round(hours)} hours of audio`, "amount", "price"],
      rows: [
        ["computing", `${round(cost.coreHours)} core hours`, round(cost.compute)],
        ["keeping", `${round(cost.terabytes)} TB for ${months} months`, round(cost.storage)],
        ["writing", `${round(cost.writes)} writes`, round(cost.requests)],
        ["all", "", round(cost.compute + cost.storage + cost.requests)],
      ],
    }),
  );
  const perRecording = bench.audioSeconds / bench.clips;
  console.log(
    [
      "",
      "Assumed:",
      `- one core computes ${(bench.audioSeconds / bench.seconds.one.whole).toFixed(1)} times faster than real time, as one worker did here: ${bench.machine}`,
      `- recordings are ${perRecording.toFixed(1)} s long on average and compress alike: ${round(bench.storeBytes / bench.audioSeconds)} bytes a second`,
      `- silence is ${round(100 - (100 * bench.keptSeconds) / bench.audioSeconds)} % of the recordings and cut off; frames of ${bench.settings.values}, time step ${bench.settings.timeStep}, copies ${bench.settings.copies}`,
      `- cores compute ${round(100 * utilisation)} % of the time that is paid`,
      `- a core hour costs ${coreHour}, a gigabyte and month ${gigabyteMonth}, a thousand writes ${thousandWrites}; reading the recordings and Redis cost nothing`,
    ].join("\n"),
  );
});

function round(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
