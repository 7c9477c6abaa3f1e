import { availableParallelism } from "node:os";

import { number, UsageError } from "@wader/examples/parts/command-line.js";
import { startProgress } from "@wader/examples/parts/progress.js";
import { runScript } from "@wader/examples/parts/script.js";

import { readCodeVersion } from "./parts/code-version.js";
import { planOf, planOptions } from "./parts/options.js";
import { places } from "./parts/places.js";
import { savePlan, stagesOf } from "./parts/plan.js";
import { openRecordings } from "./parts/recordings.js";
import { runLocally } from "./parts/run-locally.js";
import { checkWritable, openStore } from "./parts/store.js";
import { startUsage, usageText } from "./parts/usage.js";

const { data, store: storeOption } = places;
const line = {
  name: "local",
  folder: "examples/distributed/dist",
  summary:
    "Does on this machine alone, without Redis, what enqueue and workers do on many: the same jobs, the same bytes.",
  options: {
    data,
    store: storeOption,
    ...planOptions,
    threads: number("Jobs side by side.", { min: 1, max: 256, whole: true, fallback: availableParallelism() }),
  },
  example: "local.js --data Audio_Speech_Actors_01-24.zip --store out/store",
} as const;

await runScript(line, async (options, { signal }) => {
  if (options.data === undefined)
    throw new UsageError("--data is missing: a folder, a zip or an object store of recordings");
  const store = openStore(options.store);
  await checkWritable(store, "local");
  const recordings = await openRecordings(options.data, options.corpus);
  const plan = await planOf(options, recordings, await readCodeVersion(), store);
  await recordings.close();
  const run = await savePlan(store, plan);
  const used = startUsage();
  const total = stagesOf(plan).reduce((sum, { count }) => sum + count, 1);
  const progress = startProgress(run, total, "jobs");
  const { failures, setAside } = await runLocally(run, plan, {
    settings: { data: options.data, store: options.store },
    threads: options.threads,
    signal,
    onJob: (done) => progress.update(done),
  });
  progress.finish();
  console.log(`run              ${run}`);
  console.log(`recordings       ${plan.recordings.length}${setAside > 0 ? `, ${setAside} of them set aside` : ""}`);
  console.log(`time             ${usageText(used())}`);
  for (const [job, reason] of Object.entries(failures)) console.log(`given up         ${job}: ${reason}`);
});
