import type { ColorMap } from "@wader/cwt";

import type { ColumnStore } from "./column-store.js";
import { packLevel } from "./columns.js";

/** How levels become colours. */
export interface Coloring {
  readonly map: ColorMap;
  /** Level of the last colour, in decibels. */
  readonly top: number;
  /** Decibels that the colours span. */
  readonly range: number;
}

/** A picture of the columns that were drawn last. It paints only what is new. */
export interface HeatMap {
  /** Draws columns `from` to `to`, which may be fractions, into a rectangle. */
  draw(
    target: CanvasRenderingContext2D,
    columns: { readonly from: number; readonly to: number },
    place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ): void;
}

/** Red, green, blue and alpha of every colour of a map, as pixels of an image lie in memory. */
export function pixelsOf(map: ColorMap): Uint32Array {
  const bytes = new Uint8Array((map.length / 6) * 4);
  for (let i = 0; i < map.length / 6; i++) {
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = Number.parseInt(map.slice(6 * i + 2 * c, 6 * i + 2 * c + 2), 16);
    bytes[4 * i + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * Opens a picture of a store: a ring of columns on a canvas that is not shown, one pixel for each level.
 *
 * @param width - Columns that are drawn at a time, at most.
 */
export function createHeatMap(store: ColumnStore, coloring: Coloring, width: number): HeatMap {
  const rows = store.frequencies.length;
  const colors = pixelsOf(coloring.map);
  const bottom = packLevel(coloring.top - coloring.range);
  const factor = (colors.length - 1) / packLevel(coloring.range);
  // One column more on either side, for fractions.
  const ring = new OffscreenCanvas(width + 2, rows);
  const context = ring.getContext("2d", { alpha: false })!;
  let begin = 0;
  let end = 0;

  function paint(from: number, to: number): void {
    for (let at = from; at < to;) {
      const x = at % ring.width;
      const count = Math.min(to - at, ring.width - x);
      const image = new ImageData(count, rows);
      const pixels = new Uint32Array(image.data.buffer);
      for (let k = 0; k < count; k++) {
        const levels = store.levels(at + k);
        for (let row = 0; row < rows; row++) {
          const color = Math.round((levels[row]! - bottom) * factor);
          pixels[row * count + k] = colors[Math.max(0, Math.min(colors.length - 1, color))]!;
        }
      }
      context.putImageData(image, x, 0);
      at += count;
    }
  }

  return {
    draw(target, { from, to }, { x, y, width: wide, height }) {
      const first = Math.max(store.begin, Math.floor(from));
      const last = Math.min(store.end, Math.ceil(to), first + ring.width);
      if (last <= first) return;
      const isJoined = first >= begin && first <= end && last >= end;
      paint(isJoined ? end : first, last);
      [begin, end] = [isJoined ? Math.max(begin, last - ring.width) : first, last];

      const scale = wide / (to - from);
      target.save();
      target.beginPath();
      target.rect(x, y, wide, height);
      target.clip();
      // Where the two pieces meet between two pixels, the ground would shine through.
      target.fillStyle = `#${coloring.map.slice(0, 6)}`;
      target.fillRect(x + (first - from) * scale, y, (last - first) * scale, height);
      target.imageSmoothingQuality = "high";
      for (let at = first; at < last;) {
        const source = at % ring.width;
        const count = Math.min(last - at, ring.width - source);
        target.drawImage(ring, source, 0, count, rows, x + (at - from) * scale, y, count * scale, height);
        at += count;
      }
      target.restore();
    },
  };
}
