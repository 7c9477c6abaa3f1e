import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { planCwt } from "@wader/cwt";

import { speechLike } from "./signal.mjs";

/**
 * Bytes that planning and running add to the peak resident memory of a process that holds input and output, which does nothing
 * else: once from a start, code that V8 loads and compiles included, and once after transforms of a short signal.
 *
 * @returns {Promise<{ cold: number, warm: number }>}
 */
export async function measureMemory() {
  const run = promisify(execFile);
  const measure = async (mode) => {
    const runs = [];
    for (let i = 0; i < 5; i++) {
      const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.url), mode]);
      runs.push(Number(stdout));
    }
    return runs.sort((a, b) => a - b)[2];
  };
  return { cold: await measure("cold"), warm: await measure("warm") };
}

/** Peak resident memory of this process, in KB. That of getrusage counts from the parent on. */
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const length = 65_666;
  const scales = Array.from({ length: 125 }, (_, i) => 6 + i);
  const x = speechLike(length);
  const output = new Float32Array(scales.length * length).fill(1);
  if (process.argv[2] === "warm") {
    const short = planCwt({ length: 1000, scales: [2, 3] });
    for (let i = 0; i < 500; i++) short.execute(x.subarray(0, 1000));
  }
  const before = peak();
  const plan = planCwt({ length, scales });
  for (let i = 0; i < 20; i++) plan.execute(x, output);
  console.log(1024 * (peak() - before));
}
