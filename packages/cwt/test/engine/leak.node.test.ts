import { expect, it } from "vitest";

import { cwt } from "../../src/cwt.js";
import { fastestTransform, transformOf } from "../../src/engine/transforms.js";

const scalesOf = (call: number): number[] => (call % 10 === 0 ? [3 + call / 1e4, 5, 8] : [3, 5, 8]);
const wasmBytes = (): number => transformOf(fastestTransform("float32"))!.bytes;

// In Node, where a process can see its memory.
it("keeps nothing of 10,000 transforms, whether their scales are known or new", () => {
  const x = Float32Array.from({ length: 4000 }, (_, n) => Math.sin(n * n * 0.001));
  for (let call = 0; call < 100; call++) cwt(x, scalesOf(call));
  const wasm = wasmBytes();
  let most = 0;
  for (let call = 0; call < 10_000; call++) {
    cwt(x, scalesOf(call));
    if (call % 100 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  expect(wasmBytes()).toBe(wasm);
  // The outputs alone are 480 MB; what V8 has not collected yet is far less.
  expect(most).toBeLessThan(200e6);
});
