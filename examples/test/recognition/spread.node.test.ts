import { expect, it } from "vitest";

import { percentSpread, spread } from "../../src/parts/recognition/spread.js";

it("has the sample deviation, and none for one value", () => {
  expect(spread([0.25, 0.75])).toEqual({
    mean: 0.5,
    deviation: expect.closeTo(Math.SQRT1_2 / 2, 12),
    bySeed: [0.25, 0.75],
  });
  expect(spread([0.4])).toEqual({ mean: 0.4, deviation: 0, bySeed: [0.4] });
});

it("is told in percent", () => {
  expect(percentSpread(spread([0.6, 0.64]))).toBe("62.0 % ± 2.8");
});
