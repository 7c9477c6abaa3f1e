import { afterAll, describe, expect, it } from "vitest";

import { cwt } from "../src/cwt.js";
import { createCwtPool } from "../src/pool.js";

const x = Float32Array.from({ length: 20_000 }, (_, n) => Math.sin(n * n * 0.0001));
const scales = Array.from({ length: 31 }, (_, i) => 6 + 4 * i);

describe("createCwtPool in a page", () => {
  const pools = [1, 2].map((threads) => createCwtPool({ threads }));
  afterAll(() => pools.forEach((pool) => pool.close()));

  it("gives the very numbers of cwt for any number of threads", async () => {
    const expected = cwt(x, scales).data;
    for (const pool of pools) {
      const { data } = await pool.cwt(x, scales);
      expect(data.slice()).toEqual(expected);
    }
  });

  it("has as many threads as processors by default", () => {
    const pool = createCwtPool();
    expect(pool.threads).toBe(navigator.hardwareConcurrency);
    pool.close();
  });
});
