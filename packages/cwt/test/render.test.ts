import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { colorTable, viridis } from "../src/color-map.js";
import { renderScalogram } from "../src/render.js";
import type { RenderOptions } from "../src/render.js";
import type { RealScalogram } from "../src/scalogram.js";

/** 256 greys: the red of a pixel is its level. */
const grey = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0").repeat(3)).join("");

function of(rows: number[][], frequencies = rows.map((_, i) => 8 / 2 ** i)): RealScalogram<"float64"> {
  return {
    complex: false,
    data: Float64Array.from(rows.flat()),
    shape: [rows.length, rows[0]!.length],
    scales: Float64Array.from(frequencies, (frequency) => 1 / frequency),
    frequencies: Float64Array.from(frequencies),
  };
}

/** Levels from 0 to 255, row by row. */
function levels(rows: number[][], options: RenderOptions, frequencies?: number[]): number[][] {
  const { data, width, height } = renderScalogram(of(rows, frequencies), { colorMap: grey, ...options });
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => data[4 * (y * width + x)]!));
}

describe("renderScalogram", () => {
  it("draws one pixel a coefficient, first scale at the top, on the decibels below the largest power", () => {
    const rows = [
      [1, 0.1, 0.001],
      [0, -1, -0.01],
    ];
    expect(levels(rows, { width: 3, height: 2, range: 60 })).toEqual([
      [255, 170, 0],
      [0, 255, 85],
    ]);
    expect(levels(rows, { width: 3, height: 2, range: 40 })[0]).toEqual([255, 128, 0]);
  });

  it("draws magnitudes", () => {
    expect(levels([[5, -1, 0, -3]], { width: 4, height: 1, color: "magnitude" })).toEqual([[255, 51, 0, 153]]);
  });

  it("draws values as they are, from the smallest to the largest", () => {
    expect(levels([[-80, 0, -60, -20]], { width: 4, height: 1, color: "values" })).toEqual([[0, 255, 64, 191]]);
  });

  it("shows a short event in however narrow an image", () => {
    const inputs = fc.record({
      time: fc.integer({ min: 1, max: 200 }),
      scales: fc.integer({ min: 1, max: 20 }),
      width: fc.integer({ min: 1, max: 50 }),
      height: fc.integer({ min: 1, max: 50 }),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      axis: fc.constantFrom("scale" as const, "log-frequency" as const, "frequency" as const),
    });
    fc.assert(
      fc.property(inputs, ({ time, scales, width, height, at, axis }) => {
        const rows = Array.from({ length: scales }, () => Array.from({ length: time }, () => 0));
        const [row, column] = [Math.floor(at * scales), Math.floor(at * time)];
        rows[row]![column] = 1;
        const image = levels(rows, { width, height, axis });
        const lit = image.flatMap((line, y) => line.flatMap((level, x) => (level === 255 ? [{ x, y }] : [])));
        expect(lit.length).toBeGreaterThan(0);
        for (const { x } of lit)
          expect(x / width <= (column + 1) / time && (x + 1) / width >= column / time).toBe(true);
      }),
    );
  });

  it("repeats coefficients in an image larger than the scalogram", () => {
    expect(
      levels(
        [
          [1, 0],
          [0, 1],
        ],
        { width: 4, height: 4 },
      ),
    ).toEqual([
      [255, 255, 0, 0],
      [255, 255, 0, 0],
      [0, 0, 255, 255],
      [0, 0, 255, 255],
    ]);
  });

  it("puts frequencies on a logarithmic or a linear axis, the highest at the top", () => {
    const rows = [[1], [0], [0.5], [0]];
    const frequencies = [1000, 500, 250, 125];
    const image = (axis: "log-frequency" | "frequency", order = [0, 1, 2, 3]) =>
      levels(
        order.map((i) => rows[i]!),
        { width: 1, height: 8, color: "magnitude", axis },
        order.map((i) => frequencies[i]!),
      ).flat();
    // Octaves are equally far apart: positions 0, 1/3, 2/3, 1 of the height, each pixel the scale in it or the nearest.
    expect(image("log-frequency")).toEqual([255, 0, 0, 0, 128, 128, 128, 0]);
    // 500 Hz is at 4/7 of the height, 250 Hz at 6/7.
    expect(image("frequency")).toEqual([255, 255, 0, 0, 0, 0, 128, 0]);
    expect(image("log-frequency", [3, 1, 0, 2])).toEqual(image("log-frequency"));
  });

  it("draws a single scale over the whole height, whatever the axis", () => {
    for (const axis of ["scale", "log-frequency", "frequency"] as const) {
      expect(levels([[1]], { width: 1, height: 3, axis })).toEqual([[255], [255], [255]]);
    }
  });

  it("draws a complex scalogram by its magnitude", () => {
    const { shape, scales, frequencies } = of([[0, 0]]);
    const { data } = renderScalogram(
      { complex: true, re: Float32Array.of(3, 0), im: Float32Array.of(4, -1), shape, scales, frequencies },
      { width: 2, height: 1, color: "magnitude", colorMap: grey },
    );
    expect([...data]).toEqual([255, 255, 255, 255, 51, 51, 51, 255]);
  });

  it("draws silence in the lowest colour of viridis, opaque", () => {
    const { data, width, height } = renderScalogram(of([[0, 0]]), { width: 2, height: 1 });
    const [red, green, blue] = colorTable(viridis);
    expect([...data]).toEqual([red, green, blue, 255, red, green, blue, 255]);
    expect([width, height]).toEqual([2, 1]);
  });

  it.each(["width", "height"])("rejects a %s of 0, 1.5, 16385 and NaN", (side) => {
    for (const value of [0, 1.5, 16_385, Number.NaN]) {
      expect(() => renderScalogram(of([[1]]), { width: 1, height: 1, [side]: value })).toThrow(
        new RangeError(`"${side}" must be an integer from 1 to 16384, got ${value}`),
      );
    }
  });

  it.each([0, -1, Number.NaN, Infinity])("rejects a range of %d", (range) => {
    expect(() => renderScalogram(of([[1]]), { width: 1, height: 1, range })).toThrow(
      new RangeError(`"range" must be finite and > 0, got ${range}`),
    );
  });

  it("rejects unknown words", () => {
    expect(() => renderScalogram(of([[1]]), { width: 1, height: 1, color: "power" as "values" })).toThrow(
      new RangeError('"color" must be one of decibels, magnitude, values, got "power"'),
    );
    expect(() => renderScalogram(of([[1]]), { width: 1, height: 1, axis: 3 as unknown as "scale" })).toThrow(
      new TypeError('"axis" must be a string, got number'),
    );
  });

  it("rejects the values of a complex scalogram", () => {
    const { shape, scales, frequencies } = of([[0]]);
    const complex = {
      complex: true,
      re: Float32Array.of(1),
      im: Float32Array.of(1),
      shape,
      scales,
      frequencies,
    } as const;
    expect(() => renderScalogram(complex, { width: 1, height: 1, color: "values" })).toThrow(
      new TypeError('"color" must be "decibels" or "magnitude" for a complex scalogram, got "values"'),
    );
  });

  it("rejects frequencies that an axis cannot show", () => {
    expect(() => renderScalogram(of([[1], [1]], [1, 0]), { width: 1, height: 1, axis: "log-frequency" })).toThrow(
      new RangeError('"scalogram.frequencies[1]" must be finite and > 0, got 0'),
    );
  });

  it("rejects NaN and infinities", () => {
    expect(() => renderScalogram(of([[1, Number.NaN]]), { width: 1, height: 1 })).toThrow(
      new RangeError('"scalogram" must be finite, got a power of NaN at index 1'),
    );
    expect(() => renderScalogram(of([[-Infinity, 1]]), { width: 1, height: 1, color: "values" })).toThrow(
      new RangeError('"scalogram" must be finite, got a value of -Infinity at index 0'),
    );
  });
});
