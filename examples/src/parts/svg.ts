import { createRequire } from "node:module";

import * as Plot from "@observablehq/plot";
import { Resvg } from "@resvg/resvg-js";
import { encode } from "fast-png";
import { parseHTML } from "linkedom";

/** A picture of a stated size, as the text of an SVG. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A picture at its place in a larger one. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly picture: Picture;
}

const fontFamily = "Inter, system-ui, sans-serif";
const ink = "#1f2933";
const faint = "#52606d";

/**
 * Draws a chart with Observable Plot.
 *
 * @param title - Line above the chart, or an empty string.
 * @param options - Those of `Plot.plot`, with `width` and `height` in pixels.
 */
export function chart(title: string, options: Plot.PlotOptions & { width: number; height: number }): Picture {
  const { document } = parseHTML("<!doctype html><body></body>");
  const { marginTop = 20, marks = [], style: _, y = {}, ...rest } = options;
  const top = title === "" ? marginTop : marginTop + 16;
  const drawn = Plot.plot({
    ...rest,
    // A label above the axis would run into the title.
    y: title === "" || typeof y.label !== "string" ? y : { labelAnchor: "center", labelArrow: "none", ...y },
    document,
    marginTop: top,
    style: { fontSize: "12px", fontFamily },
    marks:
      title === ""
        ? marks
        : [...marks, Plot.text([title], { frameAnchor: "top-left", dy: -top + 4, fontSize: 13, fontWeight: 600 })],
  });
  // The style element addresses classes with `:where`, which renderers outside of browsers do not know; nothing of it is needed.
  drawn.querySelector("style")?.remove();
  return { svg: drawn.innerHTML, width: options.width, height: options.height };
}

/** A rectangle of colours from low to high, bottom to top, with an axis on its right. */
export function colorBar(options: {
  readonly colors: readonly string[];
  readonly domain: readonly [low: number, high: number];
  readonly label: string;
  readonly height: number;
  readonly marginTop?: number;
  readonly marginBottom?: number;
}): Picture {
  const { colors, domain, label, height, marginTop = 20, marginBottom = 30 } = options;
  const [low, high] = domain;
  const step = (high - low) / colors.length;
  const width = 86;
  return chart("", {
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft: 4,
    marginRight: 66,
    x: { axis: null, domain: [0, 1] },
    y: { axis: "right", domain: [low, high], label: null, ticks: 5 },
    marks: [
      Plot.rect(colors, {
        x1: 0,
        x2: 1,
        y1: (_color, i) => low + i * step,
        // A hair more than a step, or the renderer leaves white lines in between.
        y2: (_color, i) => Math.min(high, low + (i + 1.5) * step),
        fill: (color: string) => color,
      }),
      Plot.text([label], { frameAnchor: "right", dx: 50, rotate: 90, textAnchor: "middle" }),
    ],
  });
}

/** A row of small squares, each with a name, wrapped at `width`. */
export function legend(entries: readonly (readonly [name: string, color: string])[], width: number): Picture {
  let x = 0;
  let y = 0;
  const parts = entries.map(([name, color]) => {
    // Inter at 12 px is about 6.6 px a letter.
    const needed = 40 + 6.6 * name.length;
    if (x > 0 && x + needed > width) {
      x = 0;
      y += 20;
    }
    const entry =
      `<rect x="${x}" y="${y + 4}" width="12" height="12" rx="2" fill="${color}"/>` +
      `<text x="${x + 18}" y="${y + 14}">${escape(name)}</text>`;
    x += needed;
    return entry;
  });
  return { svg: `<g text-anchor="start">${parts.join("")}</g>`, width, height: y + 24 };
}

/** Puts pictures together under a title and a line that says what is to be seen. */
export function compose(title: string, subtitle: string, placed: readonly Placed[]): Picture {
  const header = subtitle === "" ? 40 : 60;
  const margin = 16;
  const width = Math.max(...placed.map(({ x, picture }) => x + picture.width)) + 2 * margin;
  const height = Math.max(...placed.map(({ y, picture }) => y + picture.height)) + header + margin;
  const body = placed.map(
    ({ x, y, picture }) =>
      `<svg x="${x + margin}" y="${y + header}" width="${picture.width}" height="${picture.height}" text-anchor="middle">${picture.svg}</svg>`,
  );
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" font-family="${fontFamily}" font-size="12" fill="${ink}" color="${ink}">` +
    `<rect width="${width}" height="${height}" fill="white"/>` +
    `<text x="${margin}" y="28" font-size="16" font-weight="600">${escape(title)}</text>` +
    (subtitle === "" ? "" : `<text x="${margin}" y="48" fill="${faint}">${escape(subtitle)}</text>`) +
    `${body.join("")}</svg>`;
  return { svg, width, height };
}

/** Renders a picture at twice its size, with the font that it asks for. */
export function toPng(picture: Picture): Uint8Array {
  const fonts = createRequire(import.meta.url);
  const rendered = new Resvg(picture.svg, {
    fitTo: { mode: "zoom", value: 2 },
    font: {
      fontFiles: [
        fonts.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
        fonts.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
      ],
      loadSystemFonts: false,
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  });
  return rendered.render().asPng();
}

/** Address of an RGBA image that an SVG can embed. */
export function imageUri(image: {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}): string {
  const { data, width, height } = image;
  const png = encode({
    width,
    height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    channels: 4,
    depth: 8,
  });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

/** Text as it may stand in SVG and HTML. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
