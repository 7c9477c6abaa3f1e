import { resourceUsage } from "node:process";

import { expect, it } from "vitest";

import { cwtFrames } from "../src/cwt-frames.js";
import { cwtPower } from "../src/cwt-power.js";

const scales = Array.from({ length: 125 }, (_, i) => i + 6);

/** Bytes by which the peak of the process' memory grows. */
function growthDuring(work: () => void): number {
  const before = resourceUsage().maxRSS;
  work();
  return (resourceUsage().maxRSS - before) * 1024;
}

// The scalogram would take 2.4 GB.
it("reduces five minutes at 16 kHz within 16 MB beside the signal and the result", () => {
  const x = Float32Array.from({ length: 4_800_000 }, (_, n) => Math.sin(0.1 * n));
  // Code, tables and kernels are there before.
  cwtPower(x.subarray(0, 100_000), scales, { hop: 160 });
  cwtFrames(x.subarray(0, 100_000), scales, { timeStep: 400 });
  let bytes = 0;
  const growth = growthDuring(() => {
    const { data, shape } = cwtPower(x, scales, { hop: 160 });
    expect(shape).toEqual([125, 30_000]);
    const frames = cwtFrames(x, scales, { timeStep: 400 });
    expect(frames.shape).toEqual([1200, 10, 125]);
    bytes = data.byteLength + frames.data.byteLength;
  });
  expect(growth).toBeLessThan(bytes + 16e6);
});
