import type { ColorMap } from "@wader/cwt";

import { columnAt } from "./column-store.js";
import type { ColumnStore } from "./column-store.js";
import type { Coloring, HeatMap } from "./heat-map.js";
import { clock, evenTicks, frequencyTicks } from "./ticks.js";
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
  readonly shares: readonly { readonly color: string; readonly share: number }[];
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
  readonly pointer: { readonly time: number; readonly row: number } | undefined;
}

const emotionsHeight = 72;
const font = "12px system-ui, sans-serif";

/** Divides a picture of this size, with room for emotions over time or without. */
export function layoutOf(width: number, height: number, withEmotions: boolean): Layout {
  const left = 40;
  const right = 58;
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
  context.fillStyle = colorOf(scene.coloring.map, 0);
  context.fillRect(image.x, image.y, image.width, image.height);
  scene.heatMap.draw(context, { from: from / columnSeconds, to: to / columnSeconds }, image);
  drawFrequencies(context, image, ink, store.frequencies);
  drawTimes(context, image, ink, from, to);
  drawBar(context, layout.bar, ink, scene);
  drawEmotions(context, layout.emotions, ink, scene);
  const xOf = (time: number): number => image.x + ((time - from) / (to - from)) * image.width;
  if (scene.cursor !== undefined && scene.cursor >= from && scene.cursor <= to) {
    context.fillStyle = ink.cursor;
    const bottom = scene.emotions.length > 0 ? layout.emotions : image;
    context.fillRect(Math.round(xOf(scene.cursor)) - 1, wave.y, 2, bottom.y + bottom.height - wave.y);
  }
  if (scene.pointer !== undefined) drawPointer(context, layout, scene, xOf(scene.pointer.time));
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
  for (const { value, label } of frequencyTicks(low, high, 20 / box.height)) {
    const y = heightOfRow(box, (Math.log(high / value) / Math.log(high / low)) * (rows - 1), rows);
    context.fillStyle = ink.line;
    context.fillRect(box.x - 4, Math.round(y), 4, 1);
    context.fillStyle = ink.text;
    context.fillText(label, box.x - 6, y);
  }
  context.fillText("Hz", box.x - 6, box.y - 12);
}

function drawTimes(context: CanvasRenderingContext2D, box: Box, ink: Ink, from: number, to: number): void {
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { value, label } of evenTicks(from, to, Math.min(10, box.width / 60), clock)) {
    const x = box.x + ((value - from) / (to - from)) * box.width;
    if (value < 0) continue;
    context.fillStyle = ink.line;
    context.fillRect(Math.round(x), box.y + box.height, 1, 4);
    context.fillStyle = ink.text;
    context.fillText(label, x, box.y + box.height + 8);
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
    context.fillText(label.replace("-", "−"), box.x + box.width + 5, y);
  }
  context.fillText(unit, box.x - 2, box.y - 12);
}

function drawEmotions(context: CanvasRenderingContext2D, box: Box, ink: Ink, { emotions, from, to }: Scene): void {
  if (emotions.length === 0) return;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  for (const { start, end, shares } of emotions) {
    const x = box.x + ((start - from) / (to - from)) * box.width;
    const width = ((end - start) / (to - from)) * box.width;
    let y = box.y + box.height;
    for (const { color, share } of shares) {
      y -= share * box.height;
      context.fillStyle = color;
      context.fillRect(x, y, width - 1, share * box.height + 0.5);
    }
  }
  context.restore();
  context.fillStyle = ink.text;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const share of [0, 1]) context.fillText(String(share), box.x - 6, box.y + (1 - share) * (box.height - 8) + 4);
}

function drawPointer(context: CanvasRenderingContext2D, { image }: Layout, scene: Scene, left: number): void {
  const { row } = scene.pointer!;
  const y = Math.round(heightOfRow(image, row, scene.store.frequencies.length)) + 0.5;
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
}

function colorOf(map: ColorMap, share: number): string {
  const at = 6 * Math.round(share * (map.length / 6 - 1));
  return `#${map.slice(at, at + 6)}`;
}
