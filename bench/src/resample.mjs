/**
 * Resampling of one minute beside SciPy, in turn, in one run: SciPy's polyphase filter of the same length, cut-off and window.
 *
 *   node --expose-gc bench/src/resample.mjs [--seconds 60] [--rounds 7] [--warmUp 2] [--python /usr/bin/python3]
 */
import { rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { resample } from "@wader/dsp";

import { pairedRatio, race, time } from "./clock.mjs";
import { startPython } from "./python.mjs";
import { speechLike } from "./signal.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "7" },
    warmUp: { type: "string", default: "2" },
    python: { type: "string" },
  },
});
const python = startPython(values.python);
const path = join(tmpdir(), `resample-${process.pid}.f32`);
try {
  console.log(`${cpus()[0].model.trim()}, Node ${process.version}, load average ${loadavg()[0].toFixed(1)}`);
  console.log(`\n${values.seconds} s of one channel | ours, ms | SciPy, ms | SciPy over ours | differ by, at most`);
  console.log("---|---|---|---|---");
  for (const [from, to] of [
    [48_000, 16_000],
    [44_100, 16_000],
    [16_000, 48_000],
  ]) {
    const signal = speechLike(Number(values.seconds) * from);
    await writeFile(path, signal);
    const { scipy } = await python.call("setup", path, []);
    const contenders = [
      { name: "ours", run: () => time(() => resample(signal, from, to)) },
      { name: "SciPy", run: async () => (await python.call("resample", from, to)).ms },
    ];
    const times = await race(contenders, {
      warmUp: Number(values.warmUp),
      rounds: Number(values.rounds),
      slowRounds: 0,
    });
    const ours = resample(signal, from, to);
    const { samples } = await python.call("resampled", Math.floor(ours.length / 1000));
    const difference = Math.max(...samples.map((sample, i) => Math.abs(sample - ours[i * 1000])));
    const [a, b] = [times.get("ours"), times.get("SciPy")];
    const cells = [a.median.toFixed(1), b.median.toFixed(1), pairedRatio(b, a).toFixed(2), difference.toExponential(1)];
    console.log(`${from} to ${to} Hz, SciPy ${scipy} | ${cells.join(" | ")}`);
  }
} finally {
  python.stop();
  await rm(path, { force: true });
}
