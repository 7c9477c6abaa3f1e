import type { FoldResult } from "@wader/examples/parts/recognition/fold-job.js";
import { summarize } from "@wader/examples/parts/recognition/summary.js";
import { ScriptError } from "@wader/examples/parts/script.js";

import { foldKey, setAsideOf } from "./fold.js";
import { gather } from "./gather.js";
import type { Failures, JobContext, Outcome } from "./perform.js";
import { type FoldPlan, keyOf } from "./plan.js";
import { readJson, writeJson } from "./store.js";

/** Gathers the folds of a cross-validation in `summary.json`, in the measures of the script for one machine. */
export async function collectFolds(
  run: string,
  plan: FoldPlan,
  failures: Failures,
  context: JobContext,
): Promise<Outcome> {
  const { found, givenUp } = await gather(plan, failures, (index) =>
    readJson<FoldResult>(context.store, foldKey(run, index)),
  );
  if (found.length === 0) throw new ScriptError(`no fold was finished: ${givenUp[0]?.reason ?? "there are none"}`);
  const setAside = await setAsideOf(run, plan, context);
  const { scheme, classifier, perSpeaker, seeds, version } = plan;
  const clips = plan.recordings.length - setAside.length;
  const facts = {
    complete: givenUp.length === 0,
    version,
    folds: scheme,
    classifier,
    perSpeaker,
    seeds,
    clips,
    setAside,
    givenUp,
  };
  await writeJson(context.store, keyOf(run, "summary.json"), { ...facts, ...summarize(found) });
  return { recordings: clips, setAside: setAside.length };
}
