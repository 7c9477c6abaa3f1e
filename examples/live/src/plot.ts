import type { ColorMap } from "@wader/cwt";

import { columnAt } from "./column-store.js";
import type { ColumnStore } from "./column-store.js";
import type { Coloring, HeatMap } from "./heat-map.js";
import { clock, evenTicks, frequencyTicks, minorFrequencies } from "./ticks.js";
import { columnSeconds } from "./transform.js";

/** A rectangle, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the parts of the picture lie. */
export interface Layout {
  readonly wave: Box;
  readonly image: Box;
  readonly bar: Box;
  readonly emotions: Box;
}

/** Colours of lines and letters. */
export interface Ink {
  readonly paper: string;
  readonly panel: string;
  readonly strong: string;
  readonly text: string;
  readonly line: string;
  readonly wave: string;
  readonly cursor: string;
}

/** Probabilities of a stretch of time, from the bottom up. */
export interface Bar {
  /** In seconds. */
  readonly start: number;
  readonly end: number;
  readonly shares: readonly { readonly name: string; readonly color: string; readonly share: number }[];
}

/** What is read at a place, with the words for it. */
export interface Reading {
  readonly time: number;
  readonly row: number;
  /** Nothing where there is no sound. */
  readonly level: number | undefined;
  readonly seconds: string;
  readonly hertz: string;
  readonly decibels: string;
}

/** All that the picture shows. */
export interface Scene {
  readonly store: ColumnStore;
  readonly heatMap: HeatMap;
  readonly coloring: Coloring;
  /** Seconds at the left and the right edge. */
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  readonly emotions: readonly Bar[];
  /** Where playback is, in seconds. */
  readonly cursor: number | undefined;
  /** Where a level is read. */
  readonly pointer: Reading | undefined;
}

const emotionsHeight = 72;
const font = "12px system-ui, sans-serif";

/** Divides a picture of this size, with room for emotions over time or without. */
export function layoutOf(width: number, height: number, withEmotions: boolean): Layout {
  const left = 46;
  const right = 70;
  const waveHeight = Math.round(Math.min(72, height / 5));
  // Room for the units of both axes.
  const top = 8 + waveHeight + 22;
  const image = {
    x: left,
    y: top,
    width: width - left - right,
    height: height - top - 38 - (withEmotions ? emotionsHeight : 0),
  };
  return {
    wave: { x: left, y: 8, width: image.width, height: waveHeight },
    image,
    emotions: { x: left, y: height - emotionsHeight + 8, width: image.width, height: emotionsHeight - 12 },
    bar: { x: image.x + image.width + 12, y: top, width: 10, height: image.height },
  };
}

/** Height of the middle of a row, where `rows` rows fill a box. */
export function heightOfRow({ y, height }: Box, row: number, rows: number): number {
  return y + ((row + 0.5) / rows) * height;
}

/** Draws everything anew. */
export function drawPlot(context: CanvasRenderingContext2D, layout: Layout, ink: Ink, scene: Scene): void {
  const { image, wave } = layout;
  const { store, from, to } = scene;
  context.font = font;
  drawWave(context, wave, ink, scene);
  context.fillStyle = ink.panel;
  context.fillRect(image.x, image.y, image.width, image.height);
  scene.heatMap.draw(context, { from: from / columnSeconds, to: to / columnSeconds }, image);
  drawFrequencies(context, image, ink, store.frequencies);
  drawTimes(context, image, ink, from, to);
  drawBar(context, layout.bar, ink, scene);
  drawEmotions(context, layout.emotions, ink, scene);
  const xOf = (time: number): number => image.x + ((time - from) / (to - from)) * image.width;
  if (scene.cursor !== undefined && scene.cursor >= from && scene.cursor <= to) {
    const bottom = scene.emotions.length > 0 ? layout.emotions : image;
    drawCursor(context, Math.round(xOf(scene.cursor)), wave.y, bottom.y + bottom.height, ink);
  }
  if (scene.pointer !== undefined) drawPointer(context, layout, ink, scene, xOf(scene.pointer.time));
}

function drawWave(context: CanvasRenderingContext2D, box: Box, ink: Ink, { store, from, to }: Scene): void {
  const first = Math.max(store.begin, columnAt(from));
  const last = Math.min(store.end, columnAt(to) + 1);
  let peak = 0.01;
  for (let k = first; k < last; k++) {
    const [low, high] = store.extremes(k);
    peak = Math.max(peak, -low, high);
  }
  const middle = box.y + box.height / 2;
  const scale = box.width / ((to - from) / columnSeconds);
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.fillStyle = ink.line;
  context.fillRect(box.x, Math.round(middle), box.width, 1);
  context.fillStyle = ink.wave;
  context.beginPath();
  const xOf = (column: number): number => box.x + (column + 0.5 - from / columnSeconds) * scale;
  const yOf = (value: number): number => middle - (value / peak) * (box.height / 2);
  // Half a pixel more, so that silence has a line too.
  for (let k = first; k < last; k++) context.lineTo(xOf(k), yOf(store.extremes(k)[1]) - 0.5);
  for (let k = last - 1; k >= first; k--) context.lineTo(xOf(k), yOf(store.extremes(k)[0]) + 0.5);
  context.fill();
  context.restore();
  if (store.end === 0) return;
  context.fillStyle = ink.text;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText(`±${peak.toPrecision(peak < 1 ? 1 : 2)}`, box.x - 6, middle);
}

function drawFrequencies(context: CanvasRenderingContext2D, box: Box, ink: Ink, frequencies: Float64Array): void {
  const rows = frequencies.length;
  const [high, low] = [frequencies[0]!, frequencies[rows - 1]!];
  context.textAlign = "right";
  context.textBaseline = "middle";
  const yOf = (hertz: number): number =>
    heightOfRow(box, (Math.log(high / hertz) / Math.log(high / low)) * (rows - 1), rows);
  context.fillStyle = ink.text;
  for (const hertz of minorFrequencies(low, high)) context.fillRect(box.x - 3, Math.round(yOf(hertz)), 3, 1);
  for (const { value, label } of frequencyTicks(low, high, 20 / box.height)) {
    const y = yOf(value);
    context.fillStyle = ink.text;
    context.fillRect(box.x - 6, Math.round(y), 6, 1);
    context.fillText(label, box.x - 9, y);
    // Grey, so that it is seen on what is dark and on what is light, and hides neither.
    context.fillStyle = "#8888884d";
    context.fillRect(box.x, Math.round(y), box.width, 1);
  }
  context.fillStyle = ink.text;
  context.fillText("Hz", box.x - 9, box.y - 12);
}

function drawTimes(context: CanvasRenderingContext2D, box: Box, ink: Ink, from: number, to: number): void {
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { value, label } of evenTicks(from, to, Math.min(10, box.width / 60), clock)) {
    const x = box.x + ((value - from) / (to - from)) * box.width;
    if (value < 0) continue;
    context.fillStyle = ink.text;
    context.fillRect(Math.round(x), box.y + box.height, 1, 6);
    context.fillText(label, x, box.y + box.height + 9);
  }
  context.fillText("seconds", box.x + box.width / 2, box.y + box.height + 23);
}

function drawBar(context: CanvasRenderingContext2D, box: Box, ink: Ink, { coloring, unit }: Scene): void {
  const { map, top, range } = coloring;
  const gradient = context.createLinearGradient(0, box.y + box.height, 0, box.y);
  for (let i = 0; i <= 16; i++) gradient.addColorStop(i / 16, colorOf(map, i / 16));
  context.fillStyle = gradient;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.fillStyle = ink.text;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { value, label } of evenTicks(top - range, top, box.height / 28, (level) => String(level))) {
    const y = box.y + ((top - value) / range) * box.height;
    context.fillRect(box.x + box.width, Math.round(y), 4, 1);
    context.fillText(label.replace("-", "−"), box.x + box.width + 7, y);
  }
  context.fillText(unit, box.x - 2, box.y - 12);
}

function drawEmotions(context: CanvasRenderingContext2D, box: Box, ink: Ink, { emotions, from, to }: Scene): void {
  if (emotions.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { start, end, shares } of emotions) {
    const x = box.x + ((start - from) / (to - from)) * box.width;
    const width = ((end - start) / (to - from)) * box.width;
    let y = box.y + box.height;
    for (const { name, color, share } of shares) {
      const height = share * box.height;
      y -= height;
      context.fillStyle = color;
      context.fillRect(x, y, width - 1, height + 0.5);
      const label = `${name} ${Math.round(100 * share)} %`;
      // In words, where there is room, for those who cannot tell the colours apart.
      if (height < 16 || context.measureText(label).width > width - 4) continue;
      context.fillStyle = inkOn(color);
      context.fillText(label, x + width / 2, y + height / 2 + 1);
    }
  }
  context.restore();
  context.fillStyle = ink.text;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("100 %", box.x - 6, box.y + 5);
  context.fillText("0", box.x - 6, box.y + box.height - 4);
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText("emotion", box.x, box.y - 15);
}

/** Black or white, whichever is read more easily on a colour. */
function inkOn(color: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
  // Relative luminance; both contrasts are equal at 0.18.
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! > 0.18 ? "#000" : "#fff";
}

function drawCursor(context: CanvasRenderingContext2D, x: number, top: number, bottom: number, ink: Ink): void {
  context.fillStyle = "#0008";
  context.fillRect(x - 2, top, 4, bottom - top);
  context.fillStyle = ink.cursor;
  context.fillRect(x - 1, top, 2, bottom - top);
  context.beginPath();
  context.moveTo(x - 6, top - 4);
  context.lineTo(x + 6, top - 4);
  context.lineTo(x, top + 5);
  context.fill();
}

/** Two lines that cross, and what they read at both axes and at the colour bar. */
function drawPointer(
  context: CanvasRenderingContext2D,
  { image, bar }: Layout,
  ink: Ink,
  { pointer, coloring, store }: Scene,
  left: number,
): void {
  const { row, level, seconds, hertz, decibels } = pointer!;
  const y = Math.round(heightOfRow(image, row, store.frequencies.length)) + 0.5;
  const x = Math.round(left) + 0.5;
  // White within black is seen on every colour.
  for (const [style, width] of [
    ["#000c", 3],
    ["#fff", 1],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x, image.y);
    context.lineTo(x, image.y + image.height);
    context.moveTo(image.x, y);
    context.lineTo(image.x + image.width, y);
    context.stroke();
  }
  drawLabel(context, hertz, { x: image.x - 3, y }, "right", ink);
  drawLabel(context, seconds, { x, y: image.y + image.height + 14 }, "center", ink);
  if (level === undefined) return;
  const share = Math.max(0, Math.min(1, (level - coloring.top + coloring.range) / coloring.range));
  drawLabel(
    context,
    decibels.replace(/ .*/, ""),
    { x: bar.x + bar.width + 3, y: bar.y + (1 - share) * bar.height },
    "left",
    ink,
  );
}

/** Words on a ground of their own, which covers what is below. */
function drawLabel(
  context: CanvasRenderingContext2D,
  text: string,
  at: { readonly x: number; readonly y: number },
  align: "left" | "center" | "right",
  ink: Ink,
): void {
  const width = context.measureText(text).width + 8;
  const shift = { left: 0, center: -width / 2, right: -width }[align];
  context.fillStyle = ink.strong;
  context.beginPath();
  context.roundRect(at.x + shift, at.y - 9, width, 18, 4);
  context.fill();
  context.fillStyle = ink.paper;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, at.x + shift + 4, at.y + 1);
}

function colorOf(map: ColorMap, share: number): string {
  const at = 6 * Math.round(share * (map.length / 6 - 1));
  return `#${map.slice(at, at + 6)}`;
}
