import { describe, expect, it } from "vitest";

import { colorTable, inferno, magma, viridis } from "../src/color-map.js";
import golden from "./fixtures/color-maps.json" with { type: "json" };

describe("colour maps", () => {
  it("are those of matplotlib", () => {
    expect({ viridis, magma, inferno }).toEqual(golden.maps);
  });

  it("grow lighter from end to end", () => {
    for (const map of [viridis, magma, inferno]) {
      const table = colorTable(map);
      const luma = Array.from(
        { length: 256 },
        (_, i) => 0.2126 * table[3 * i]! + 0.7152 * table[3 * i + 1]! + 0.0722 * table[3 * i + 2]!,
      );
      for (let i = 8; i < 256; i++) expect(luma[i]!).toBeGreaterThan(luma[i - 8]!);
    }
  });
});

describe("colorTable", () => {
  it("reads two or more colours", () => {
    expect([...colorTable("000000ff8001")]).toEqual([0, 0, 0, 255, 128, 1]);
  });

  it.each(["", "viridis", "000000", "00000", "00000g000000", "#000000#ffffff"])('rejects "%s"', (map) => {
    expect(() => colorTable(map)).toThrow(
      new RangeError('"colorMap" must be a string of two or more colours of six hexadecimal digits each'),
    );
  });
});
