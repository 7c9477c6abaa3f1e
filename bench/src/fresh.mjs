/**
 * The one-shot transform, `cwt` with an array of its own, in a process of its own, where nobody else leaves arrays to be collected: in
 * turn with PyWavelets, and what new memory costs it, right after another and first after a pause.
 */
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { cwt } from "@wader/cwt";

import { pairedRatio, race, summary, time } from "./clock.mjs";
import { startPython } from "./python.mjs";
import { speechLike } from "./signal.mjs";

/** Longer than the two seconds after which Linux reports freed pages to the host of a virtual machine. */
export const PAUSE = 3000;
const ROUNDS = 3;
const RUNS = 12;

/**
 * @param {{ scales: number[], length: number, precision: number, rounds: number, signal: string }} work - `signal` is the path of the
 *   signal for PyWavelets.
 * @param {string} [tunables] - Settings for the C library's allocator, as `GLIBC_TUNABLES` takes them.
 * @returns {Promise<{ ratio: number, slow: number, first: number, next: number }>} How many times as fast as PyWavelets fft, the share
 *   of runs that take more than three times the median, and the milliseconds of a run after a pause, and of one after another: medians.
 */
export async function measureFresh(work, tunables) {
  const environment = { ...process.env, ...(tunables === undefined ? {} : { GLIBC_TUNABLES: tunables }) };
  const script = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, JSON.stringify(work)], {
    env: environment,
  });
  return JSON.parse(stdout);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { scales, length, precision, rounds, signal } = JSON.parse(process.argv[2]);
  const x = speechLike(length);
  const run = () => time(() => cwt(x, scales, { precision }));
  const python = startPython(process.env["PYTHON"]);
  await python.call("setup", signal, scales);
  const contenders = [
    { name: "cwt", run },
    { name: "pywt", run: async () => (await python.call("pywt", "fft")).ms },
  ];
  // Every turn is one run, so that the few that meet new pages, and take ten times as long, show as what they are.
  const results = await race(contenders, { warmUp: 2, rounds: 3 * rounds, slowRounds: 0, turn: 0 });
  const ratio = pairedRatio(results.get("pywt"), results.get("cwt"));
  const { turns, median } = results.get("cwt");
  const slow = turns.filter((ms) => ms > 3 * median).length / turns.length;
  python.stop();
  const [first, next] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    await pause(PAUSE);
    first.push(await run());
    for (let i = 0; i < 4; i++) await run();
    const times = [];
    while (times.length < RUNS) times.push(await run());
    next.push(summary(times).median);
  }
  console.log(JSON.stringify({ ratio, slow, first: summary(first).median, next: summary(next).median }));
}
