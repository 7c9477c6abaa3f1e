import { describe, expect, it } from "vitest";

import { clock, evenTicks, frequencyTicks, minorFrequencies } from "../src/ticks.js";

const labels = (ticks: readonly { label: string }[]): string[] => ticks.map(({ label }) => label);

describe("frequencyTicks", () => {
  it("marks 1, 2 and 5 times powers of ten within the band", () => {
    expect(labels(frequencyTicks(100, 6000, 0.05))).toEqual(["100", "200", "500", "1k", "2k", "5k"]);
    expect(labels(frequencyTicks(70, 150, 0.05))).toEqual(["100"]);
  });

  it("leaves marks out that are too close, powers of ten last", () => {
    expect(labels(frequencyTicks(50, 7000, 0.2))).toEqual(["100", "1k", "5k"]);
  });
});

describe("minorFrequencies", () => {
  it("are the whole multiples of powers of ten within the band", () => {
    expect(minorFrequencies(85, 1200)).toEqual([90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(minorFrequencies(101, 199)).toEqual([]);
  });
});

describe("evenTicks", () => {
  it("takes round steps, and digits as the step needs them", () => {
    expect(labels(evenTicks(0, 6, 10, clock))).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
    expect(labels(evenTicks(0, 1, 5, clock))).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(labels(evenTicks(57.3, 67.3, 5, clock))).toEqual(["58", "1:00", "1:02", "1:04", "1:06"]);
    expect(labels(evenTicks(-80, -10, 4, (value) => String(value)))).toEqual(["-80", "-60", "-40", "-20"]);
  });
});

describe("clock", () => {
  it.each([
    [0, 0, "0"],
    [59.96, 1, "1:00.0"],
    [62.5, 1, "1:02.5"],
    [62.5, 2, "1:02.50"],
    [3600, 0, "60:00"],
  ])("writes %d s with %d digits as %s", (seconds, digits, text) => {
    expect(clock(seconds, digits)).toBe(text);
  });
});
