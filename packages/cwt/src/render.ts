import { checkInteger, checkPositive, kind } from "./check.js";
import { colorTable, viridis } from "./color-map.js";
import type { ColorMap } from "./color-map.js";
import { checkScalogram } from "./scalogram.js";
import type { Scalogram } from "./scalogram.js";

/** Options of {@link renderScalogram}. */
export interface RenderOptions {
  /** Width of the image in pixels, an integer from 1 to 16384. */
  readonly width: number;
  /** Height of the image in pixels, an integer from 1 to 16384. */
  readonly height: number;
  /** Colours from the lowest value to the highest. Default `viridis`. */
  readonly colorMap?: ColorMap;
  /**
   * What the colour shows. `"decibels"` (default): power in dB, from `range` below the largest up to the largest.
   * `"magnitude"`: absolute value, from 0 to the largest. `"values"`: the numbers of a real scalogram as they are, from the
   * smallest to the largest, for what has been taken to another unit before.
   */
  readonly color?: "decibels" | "magnitude" | "values";
  /** Decibels that the colours span, above 0. Default 60. */
  readonly range?: number;
  /**
   * What the height shows. `"scale"` (default): the rows of the scalogram, the first at the top.
   * `"log-frequency"` and `"frequency"`: frequency, the highest at the top, on a logarithmic or a linear axis that ends with
   * the first and the last frequency.
   */
  readonly axis?: "scale" | "log-frequency" | "frequency";
}

/** An image, four bytes a pixel (red, green, blue, alpha 255), rows from the top. */
export interface RgbaImage {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a scalogram, time from left to right.
 *
 * A pixel shows the largest value of all the coefficients that it covers, so that a short event stays visible in a narrow
 * image; where a coefficient covers several pixels it is repeated.
 *
 * @param scalogram - Coefficients, shape [scales, time], finite. It is not changed.
 * @param options - `width` and `height` in pixels; see {@link RenderOptions}.
 * @returns The image; in a browser `new ImageData(data, width, height)` takes it.
 * @throws {TypeError} If a number is of another kind, the scalogram is none, or `color` is `"values"` and the scalogram is complex.
 * @throws {RangeError} If an option is outside of its range, or a coefficient is NaN or infinite, or the scalogram's
 *   shape does not fit its values.
 *
 * @example
 * const scalogram = cwt(new Float32Array(1000), [6, 7, 8]);
 * renderScalogram(scalogram, { width: 320, height: 200 }).data.length; // 256000
 */
export function renderScalogram(scalogram: Scalogram, options: RenderOptions): RgbaImage {
  const { width, height, colorMap = viridis, color = "decibels", range = 60, axis = "scale" } = options;
  checkInteger("width", width, 1, 16_384);
  checkInteger("height", height, 1, 16_384);
  checkPositive("range", range);
  checkOneOf("color", color, ["decibels", "magnitude", "values"]);
  checkOneOf("axis", axis, ["scale", "log-frequency", "frequency"]);
  checkScalogram(scalogram);
  if (color === "values" && scalogram.complex) {
    throw new TypeError('"color" must be "decibels" or "magnitude" for a complex scalogram, got "values"');
  }
  if (axis !== "scale") {
    for (let i = 0; i < scalogram.shape[0]; i++)
      checkPositive(`scalogram.frequencies[${i}]`, scalogram.frequencies[i]!);
  }
  const colors = colorTable(colorMap);
  const pooled = poolTime(scalogram, width, color === "values");
  const rows =
    axis === "scale" ? byScale(scalogram.shape[0], height) : byFrequency(scalogram.frequencies, height, axis);
  const level = levels(pooled, color, range);

  const last = colors.length / 3 - 1;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < width; column++) {
      let value = -Infinity;
      for (const row of rows[y]!) value = Math.max(value, pooled[row * width + column]!);
      const entry = 3 * Math.round(level(value) * last);
      const pixel = 4 * (y * width + column);
      data[pixel] = colors[entry]!;
      data[pixel + 1] = colors[entry + 1]!;
      data[pixel + 2] = colors[entry + 2]!;
      data[pixel + 3] = 255;
    }
  }
  return { data, width, height };
}

function checkOneOf(name: string, value: string, known: readonly string[]): void {
  if (typeof value !== "string") throw new TypeError(`"${name}" must be a string, got ${kind(value)}`);
  if (!known.includes(value)) {
    throw new RangeError(`"${name}" must be one of ${known.join(", ")}, got "${value}"`);
  }
}

/** Largest value (power, or the value itself) of every scale in every column of pixels, shape [scales, width]. */
function poolTime(scalogram: Scalogram, width: number, asValues: boolean): Float64Array {
  const [scales, time] = scalogram.shape;
  const re = scalogram.complex ? scalogram.re : scalogram.data;
  const im = scalogram.complex ? scalogram.im : undefined;
  const pooled = new Float64Array(scales * width);
  for (let row = 0; row < scales; row++) {
    for (let column = 0; column < width; column++) {
      const [begin, end] = span(column, width, time);
      let largest = -Infinity;
      for (let i = row * time + begin; i < row * time + end; i++) {
        const value = asValues ? re[i]! : re[i]! ** 2 + (im === undefined ? 0 : im[i]! ** 2);
        if (!Number.isFinite(value))
          throw new RangeError(
            `"scalogram" must be finite, got a ${asValues ? "value" : "power"} of ${value} at index ${i}`,
          );
        if (value > largest) largest = value;
      }
      pooled[row * width + column] = largest;
    }
  }
  return pooled;
}

/** The cells of `cells` that pixel `index` of `pixels` touches, at least one. */
function span(index: number, pixels: number, cells: number): [begin: number, end: number] {
  const begin = Math.floor((index * cells) / pixels);
  return [begin, Math.max(begin + 1, Math.ceil(((index + 1) * cells) / pixels))];
}

function byScale(scales: number, height: number): number[][] {
  return Array.from({ length: height }, (_, y) => {
    const [begin, end] = span(y, height, scales);
    return Array.from({ length: end - begin }, (__, i) => begin + i);
  });
}

/** Scales whose frequency lies in each row of pixels; where none does, the nearest. */
function byFrequency(frequencies: Float64Array, height: number, axis: "log-frequency" | "frequency"): number[][] {
  const positions = frequencies.map((frequency) => (axis === "frequency" ? frequency : Math.log(frequency)));
  const top = positions.reduce((a, b) => Math.max(a, b));
  const bottom = positions.reduce((a, b) => Math.min(a, b));
  const pixelOf = positions.map((at) => (top > bottom ? ((top - at) / (top - bottom)) * height : height / 2));
  return Array.from({ length: height }, (_, y) => {
    const inside: number[] = [];
    let nearest = 0;
    pixelOf.forEach((pixel, row) => {
      if (Math.min(Math.floor(pixel), height - 1) === y) inside.push(row);
      if (Math.abs(pixel - y - 0.5) < Math.abs(pixelOf[nearest]! - y - 0.5)) nearest = row;
    });
    return inside.length > 0 ? inside : [nearest];
  });
}

/** Maps a pooled value to [0, 1]. */
function levels(
  pooled: Float64Array,
  color: "decibels" | "magnitude" | "values",
  range: number,
): (value: number) => number {
  const largest = pooled.reduce((a, b) => Math.max(a, b));
  if (color === "values") {
    const smallest = pooled.reduce((a, b) => Math.min(a, b));
    return (value) => (largest > smallest ? (value - smallest) / (largest - smallest) : 0);
  }
  if (!(largest > 0)) return () => 0;
  if (color === "magnitude") return (value) => Math.sqrt(value / largest);
  return (value) => (value > 0 ? Math.max(0, 1 + (10 * Math.log10(value / largest)) / range) : 0);
}
