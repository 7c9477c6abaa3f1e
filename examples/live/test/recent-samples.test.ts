import { describe, expect, it } from "vitest";

import { createRecentSamples } from "../src/recent-samples.js";

describe("recent samples", () => {
  it("are the last three seconds, however they came", () => {
    const recent = createRecentSamples(100);
    expect(recent.take()).toEqual({ samples: new Float32Array(0), end: 0 });
    recent.push(Float32Array.from({ length: 70 }, (_, n) => n));
    expect(recent.take()).toEqual({ samples: Float32Array.from({ length: 70 }, (_, n) => n), end: 0.7 });
    recent.push(Float32Array.from({ length: 280 }, (_, n) => 70 + n));
    expect(recent.take()).toEqual({ samples: Float32Array.from({ length: 300 }, (_, n) => 50 + n), end: 3.5 });
    recent.push(Float32Array.from({ length: 400 }, (_, n) => 350 + n));
    expect(recent.take()).toEqual({ samples: Float32Array.from({ length: 300 }, (_, n) => 450 + n), end: 7.5 });
  });
});
