import { describe, expect, it } from "vitest";

import type { SignalBatch } from "../src/batch.js";
import { planCwt } from "../src/plan.js";

const noise = (length: number) => Float32Array.from({ length }, (_, n) => Math.sin((n + 1) ** 2 * 0.7));

describe("executeBatch", () => {
  it.each(["morl", "cgau2"] as const)("gives what execute gives for each signal, with %s", (wavelet) => {
    const plan = planCwt({ length: 700, scales: [3, 9.5, 40], wavelet, dtype: "float64" });
    const data = noise(5 * 700);
    const batch = plan.executeBatch({ data, shape: [5, 700] });
    expect(batch.shape).toEqual([5, 3, 700]);
    expect(batch.frequencies).toEqual(plan.frequencies);
    for (let i = 0; i < 5; i++) {
      const alone = plan.execute(data.subarray(i * 700, (i + 1) * 700));
      const range = [i * 3 * 700, (i + 1) * 3 * 700] as const;
      expect(
        batch.complex ? [batch.re.slice(...range), batch.im.slice(...range)] : [batch.data.slice(...range)],
      ).toEqual(alone.complex ? [alone.re, alone.im] : [alone.data]);
    }
  });

  it("writes to the caller's array", () => {
    const plan = planCwt({ length: 10, scales: [3, 4] });
    const output = new Float32Array(40);
    expect(plan.executeBatch({ data: noise(20), shape: [2, 10] }, output).data).toBe(output);
    expect(output.every((value) => value !== 0)).toBe(true);
  });

  describe("rejects", () => {
    const plan = planCwt({ length: 10, scales: [3] });

    it("what is no batch", () => {
      expect(() => plan.executeBatch(noise(20) as unknown as SignalBatch)).toThrow(
        new TypeError('"batch" must be an object with data and shape, got Float32Array'),
      );
    });

    it("data that is no signal", () => {
      expect(() => plan.executeBatch({ data: [1] as unknown as Float32Array, shape: [1, 1] })).toThrow(
        new TypeError('"batch.data" must be a Float32Array or a Float64Array, got Array'),
      );
      expect(() => plan.executeBatch({ data: new Float32Array(20).fill(Number.NaN), shape: [2, 10] })).toThrow(
        new RangeError('"batch.data" must be finite, got NaN at index 0'),
      );
    });

    it.each([[[10, 2]], [[2, 11]], [[3, 10]], [[20]], [[2, 10, 1]]])("a shape of %j", (shape) => {
      expect(() => plan.executeBatch({ data: noise(20), shape: shape as unknown as [number, number] })).toThrow(
        new RangeError(`"batch.shape" must be [2, 10] for 20 samples, got [${shape.join(", ")}]`),
      );
    });

    it("an output for one signal alone", () => {
      expect(() => plan.executeBatch({ data: noise(20), shape: [2, 10] }, new Float32Array(10))).toThrow(
        new RangeError('"output" must have length 20, got 10'),
      );
    });
  });
});
