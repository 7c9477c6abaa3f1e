import * as Plot from "@observablehq/plot";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";

import { chart, compose, escape, imageUri, legend, toPng } from "../src/parts/svg.js";

/** Share of pixels of a region that are not white. */
function inkIn(png: Uint8Array, [x0, y0, x1, y1]: readonly [number, number, number, number]): number {
  const { data, width, channels } = decode(png);
  let dark = 0;
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (data[(y * width + x) * channels]! < 200) dark++;
  return dark / ((x1 - x0) * (y1 - y0));
}

describe("pictures", () => {
  const plot = chart("Title of the panel", {
    width: 300,
    height: 200,
    x: { label: "Time (s)" },
    marks: [Plot.lineY([1, 3, 2])],
  });
  const picture = compose("A title", "What is to be seen", [{ x: 0, y: 0, picture: plot }]);

  it("are SVG of the stated size, with title and labels", () => {
    expect(picture.svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const text of ["A title", "What is to be seen", "Title of the panel", "Time (s)"])
      expect(picture.svg).toContain(text);
    expect([picture.width, picture.height]).toEqual([332, 276]);
    expect(picture.svg).not.toContain("<style");
  });

  it("become PNG of twice the size, in which the text shows", () => {
    const png = toPng(picture);
    const { width, height } = decode(png);
    expect([width, height]).toEqual([664, 552]);
    // The title: without a font there would be nothing.
    expect(inkIn(png, [32, 30, 130, 60])).toBeGreaterThan(0.05);
  });

  it("embed images", () => {
    const uri = imageUri({ data: Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255), width: 2, height: 1 });
    const { data, width, height } = decode(Buffer.from(uri.split(",")[1]!, "base64"));
    expect([width, height, ...data]).toEqual([2, 1, 255, 0, 0, 255, 0, 255, 0, 255]);
  });

  it("wrap a legend that is too long", () => {
    const one = legend([["neutral", "red"]], 200);
    const many = legend(
      Array.from({ length: 6 }, () => ["neutral", "red"] as const),
      200,
    );
    expect(many.height).toBeGreaterThan(one.height);
  });

  it("escape what would be markup", () => {
    expect(escape('<a href="x">&</a>')).toBe("&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
  });
});
