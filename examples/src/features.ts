import { resolve } from "node:path";

import { openClips } from "./parts/clips.js";
import { UsageError, choice, common, flag, text } from "./parts/command-line.js";
import { createFeatureWriter, openFeatures } from "./parts/feature-store.js";
import { createFrameMaker, featureSettings } from "./parts/features.js";
import { type Copy, preprocessAll } from "./parts/frame-collection.js";
import { writeNpz } from "./parts/npz.js";
import { duration, peakMemory, startProgress } from "./parts/progress.js";
import { featureOptions } from "./parts/feature-options.js";
import { runScript } from "./parts/script.js";
import { parseActors } from "./parts/split.js";

const line = {
  name: "features",
  summary:
    "Turns clips into frames of wavelet coefficients, [samples / time step, 125] each, and writes them as a Zarr v3 array.",
  options: {
    data: common.data,
    out: text("folder", "Folder for the features.", "out/features"),
    actors: text("list", "Only these speakers: 1,3,5-8."),
    ...featureOptions(1),
    copies: choice(["both", "clean", "noisy"], "Which copies of a clip: as it is, with noise, or both."),
    store: choice(["zarr", "none"], "none computes everything and writes nothing."),
    npz: text("file", "Writes the frames to an uncompressed .npz of NumPy too, once all of them are there."),
    skipUnusable: flag("Leave out clips that cannot be used, and list them, instead of stopping."),
    seed: common.seed,
    resume: common.resume,
  },
  example: "features.js --data Audio_Speech_Actors_01-24.zip --out out/features --time-step 4",
} as const;

await runScript(line, async (options, { signal }) => {
  if (options.npz !== undefined && options.store === "none") {
    throw new UsageError("--npz is made of the written features, so it needs --store zarr");
  }
  const settings = featureSettings(options);
  const copies: readonly Copy[] = options.copies === "both" ? ["clean", "noisy"] : [options.copies];
  const actors = options.actors === undefined ? undefined : parseActors(options.actors);
  const clips = await openClips({ data: options.data, actors, signal });
  const maker = createFrameMaker(settings);
  const writer =
    options.store === "none"
      ? undefined
      : await createFeatureWriter(options.out, {
          settings,
          scales: maker.scales,
          frameShape: maker.shape,
          seed: options.seed,
          resume: options.resume,
        });

  const waiting = clips.utterances.filter((utterance) => writer?.has(utterance) !== true);
  const before = clips.utterances.length - waiting.length;
  const unusable: string[] = [];
  const began = performance.now();
  const progress = startProgress("Features", clips.utterances.length, "clips", before);
  let done = 0;
  let frames = 0;
  const reading = {
    seed: options.seed,
    signal,
    ...(options.skipUnusable ? { onUnusable: (error: Error) => unusable.push(error.message) } : {}),
  };
  for await (const { utterance, clip } of preprocessAll(clips, waiting, settings, reading)) {
    const framed = copies.map((copy) => {
      const samples = maker.prepare(clip[copy]);
      const made = Array.from({ length: maker.count(samples) }, (_, frame) => {
        const output = new Float32Array(maker.shape[0] * maker.shape[1]);
        maker.write(samples, frame, output);
        return output;
      });
      frames += made.length;
      return { copy, snrDb: copy === "noisy" ? clip.snrDb : null, frames: made };
    });
    await writer?.add(utterance, framed);
    done++;
    progress.update(before + done, `${frames} frames`);
  }
  progress.finish();
  await writer?.finish();
  await clips.close();

  const seconds = (performance.now() - began) / 1000;
  console.log(`clips            ${before + done}${before > 0 ? ` (${before} of them from before)` : ""}`);
  console.log(`frames           ${writer?.frames ?? frames} of [${maker.shape.join(", ")}]`);
  console.log(`time             ${duration(seconds)}, ${(seconds / Math.max(1, done)).toFixed(3)} s a clip`);
  console.log(`peak memory      ${peakMemory().toFixed(0)} MB`);
  for (const message of unusable) console.log(`left out         ${message}`);
  if (writer !== undefined) console.log(`written to       ${resolve(options.out)}`);
  if (options.npz !== undefined) {
    await writeNpz(options.npz, await openFeatures(options.out), maker.scales, signal);
    console.log(`and to           ${resolve(options.npz)}`);
  }
});
