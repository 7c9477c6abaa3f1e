/**
 * What new memory costs the one-shot transform: `cwt` with an array of its own in a process of its own, right after another and
 * first after a pause.
 */
import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { cwt } from "@wader/cwt";

import { summary } from "./clock.mjs";
import { speechLike } from "./signal.mjs";

/** Longer than the two seconds after which Linux reports freed pages to the host of a virtual machine. */
export const PAUSE = 3000;
const ROUNDS = 3;
const RUNS = 12;

/**
 * @param {number[]} scales
 * @param {number} length - Samples.
 * @param {number} precision
 * @param {string} [tunables] - Settings for the C library's allocator, as `GLIBC_TUNABLES` takes them.
 * @returns {Promise<{ first: number, next: number }>} Milliseconds of a run after a pause, and of one after another: medians.
 */
export async function measureFresh(scales, length, precision, tunables) {
  const environment = { ...process.env, ...(tunables === undefined ? {} : { GLIBC_TUNABLES: tunables }) };
  const work = JSON.stringify({ scales, length, precision });
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), work], {
    env: environment,
  });
  return JSON.parse(stdout);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { scales, length, precision } = JSON.parse(process.argv[2]);
  const x = speechLike(length);
  const run = () => {
    const start = performance.now();
    cwt(x, scales, { precision });
    return performance.now() - start;
  };
  for (let i = 0; i < 3 * RUNS; i++) run();
  const [first, next] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    await pause(PAUSE);
    first.push(run());
    for (let i = 0; i < 4; i++) run();
    next.push(summary(Array.from({ length: RUNS }, run)).median);
  }
  console.log(JSON.stringify({ first: summary(first).median, next: summary(next).median }));
}
