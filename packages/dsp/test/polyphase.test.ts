import * as fc from "fast-check";
import { expect, it } from "vitest";

import { openPolyphaseKernel } from "../src/kernels/polyphase.js";
import { filterByPhase } from "../src/polyphase.js";
import { createRandom } from "../src/random.js";
import type { Signal } from "../src/signal.js";

it("filters in vectors as plainly, to the bit", () => {
  const kernel = openPolyphaseKernel();
  expect(kernel).toBeDefined();
  const small = fc.integer({ min: 1, max: 12 });
  const wide = fc.oneof(small, fc.integer({ min: 1, max: 9000 }));
  // The kernel makes 4096 samples at a time.
  const length = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 4000, max: 12_000 }));
  fc.assert(
    fc.property(small, wide, small, length, fc.boolean(), fc.integer(), (up, down, half, samples, double, seed) => {
      const { normal } = createRandom(String(seed));
      const filters = { up, down, width: 2 * half, taps: Float64Array.from({ length: up * 2 * half }, normal) };
      const zeros = (count: number): Signal => (double ? new Float64Array(count) : new Float32Array(count));
      const x = zeros(samples).map(normal);
      const inVectors = zeros(Math.ceil((samples * up) / down));
      const plainly = inVectors.slice();
      filterByPhase(x, inVectors, filters, kernel);
      filterByPhase(x, plainly, filters, undefined);
      expect(inVectors).toEqual(plainly);
      expect(plainly.some((sample) => sample !== 0)).toBe(true);
    }),
  );
});
