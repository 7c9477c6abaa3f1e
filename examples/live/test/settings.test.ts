import { describe, expect, it } from "vitest";

import { defaults, queryOf, sameAnalysis, settingsFrom } from "../src/settings.js";

describe("settings in an address", () => {
  it("are the defaults where nothing is said, and say nothing of defaults", () => {
    expect(settingsFrom("")).toEqual(defaults);
    expect(queryOf(defaults)).toBe("");
  });

  it("come back as they were", () => {
    const settings = { wavelet: "cmor1.5-1.0", low: 60, high: 7000, scales: 80, norm: "energy" } as const;
    const others = { colors: "viridis", range: 50, span: 4 } as const;
    expect(settingsFrom(queryOf({ ...settings, ...others }))).toEqual({ ...settings, ...others });
  });

  it.each([
    "wavelet=haar",
    "wavelet=toString",
    "scales=1000000",
    "scales=NaN",
    "scales=",
    "span=-1",
    "range=Infinity",
    "low=3000&high=2000",
    "low=3500&high=6000",
    "colors=__proto__",
  ])("fall back to the defaults for %s", (query) => {
    expect(settingsFrom(query)).toEqual(defaults);
  });

  it("ask for a new transform only if they change it", () => {
    expect(sameAnalysis(defaults, { ...defaults, colors: "viridis", range: 40, span: 5 } as typeof defaults)).toBe(
      true,
    );
    expect(sameAnalysis(defaults, { ...defaults, norm: "energy" })).toBe(false);
    expect(sameAnalysis(defaults, { ...defaults, high: 5000 })).toBe(false);
  });
});
