import { columnAt, createColumnStore } from "./column-store.js";
import type { ColumnStore } from "./column-store.js";
import { createHeatMap } from "./heat-map.js";
import type { Coloring, HeatMap } from "./heat-map.js";
import { drawPlot, layoutOf } from "./plot.js";
import type { Bar, Ink, Layout, Reading } from "./plot.js";
import { colorMaps, frequenciesOf } from "./settings.js";
import type { Settings } from "./settings.js";
import { clock } from "./ticks.js";
import { columnSeconds } from "./transform.js";

/** What the view asks for at every frame. */
export interface Moment {
  readonly store: ColumnStore | undefined;
  /** Length of the clip, in seconds. A microphone has none. */
  readonly duration: number | undefined;
  /** Where playback is, in seconds. */
  readonly cursor: number | undefined;
  /** Probabilities over time. Where there is none, they take no room. */
  readonly emotions: readonly Bar[];
  /** Whether the next frame will differ, so that it must be drawn. */
  readonly isMoving: boolean;
}

/** The picture, which draws itself when something has changed, and in every frame while something moves. */
export interface View {
  change(settings: Settings): void;
  /** Draws in the next frame. */
  invalidate(): void;
  /** Seconds at both edges, as drawn last. */
  window(): { readonly from: number; readonly to: number };
  /** Frames that were drawn in the last second. */
  framesPerSecond(): number;
}

/** The colours' last level rises by such steps when a sound is louder, in decibels. */
const topStep = 5;
const leastTop = -40;

/**
 * Opens the picture on a canvas.
 *
 * @param moment - Gives what is to be seen.
 * @param tell - Called with the text of what is under the pointer, and whether keys moved it.
 * @param seek - Called with the time, in seconds, at which the picture was clicked.
 */
export function createView(
  canvas: HTMLCanvasElement,
  initial: Settings,
  moment: () => Moment,
  tell: (text: string, isByKeys: boolean) => void,
  seek: (time: number) => void,
): View {
  const context = canvas.getContext("2d", { alpha: false })!;
  let settings = initial;
  let layout: Layout = layoutOf(1, 1, false);
  let size = { width: 1, height: 1, ratio: 1 };
  let ink = readInk(canvas);
  let drawn: { store: ColumnStore; heatMap: HeatMap; coloring: Coloring } | undefined;
  let edges = { from: 0, to: initial.span };
  /** What is shown where there is no sound: axes. */
  let empty = createColumnStore(frequenciesOf(initial), 1);
  /** Where the pointer is: a share of the width, and a share of the height. */
  let pointer: { x: number; y: number; isByKeys: boolean } | undefined;
  let told = "";
  let scheduled = false;
  const frames: number[] = [];

  function heatMapOf(store: ColumnStore): { heatMap: HeatMap; coloring: Coloring } {
    const top = store.end === 0 ? 0 : Math.max(leastTop, topStep * Math.ceil(store.loudest / topStep));
    const coloring = { map: colorMaps[settings.colors], top, range: settings.range };
    if (drawn?.store !== store || JSON.stringify(drawn.coloring) !== JSON.stringify(coloring)) {
      const heatMap = createHeatMap(store, coloring, Math.ceil(settings.span / columnSeconds) + 1);
      drawn = { store, heatMap, coloring };
    }
    return drawn;
  }

  function draw(time: number): void {
    scheduled = false;
    const { store = empty, duration, cursor, emotions, isMoving } = moment();
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.fillStyle = ink.paper;
    context.fillRect(0, 0, size.width, size.height);
    // The canvas is as high as the style sheet says, and fitted then.
    canvas.classList.toggle("with-emotions", emotions.length > 0);
    edges = store === empty ? { from: 0, to: settings.span } : windowOf(store, duration, cursor, settings.span);
    const rows = store.frequencies.length;
    const unit = settings.norm === "amplitude" ? "dBFS" : "dB";
    const at = pointer && {
      time: edges.from + pointer.x * (edges.to - edges.from),
      row: Math.min(rows - 1, Math.floor(pointer.y * rows)),
    };
    const under = at === undefined || store === empty ? undefined : readingOf(store, at, unit);
    drawPlot(context, layout, ink, { store, ...heatMapOf(store), ...edges, unit, cursor, emotions, pointer: under });
    const text = under === undefined ? "" : `${under.seconds} s · ${under.hertz} Hz · ${under.decibels}`;
    if (text !== told) tell(text, pointer?.isByKeys === true);
    told = text;
    frames.push(time);
    while (frames.length > 0 && frames[0]! <= time - 1000) frames.shift();
    if (isMoving) invalidate();
  }

  function invalidate(): void {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  }

  function point(x: number, y: number, isByKeys: boolean): void {
    pointer = { x: Math.max(0, Math.min(0.999_999, x)), y: Math.max(0, Math.min(0.999_999, y)), isByKeys };
    invalidate();
  }

  function placeOf({ offsetX, offsetY }: MouseEvent): { x: number; y: number } {
    const { image } = layout;
    return { x: (offsetX - image.x) / image.width, y: (offsetY - image.y) / image.height };
  }

  canvas.addEventListener("pointermove", (event) => {
    const { x, y } = placeOf(event);
    point(x, y, false);
  });
  canvas.addEventListener("pointerleave", () => {
    pointer = undefined;
    invalidate();
  });
  canvas.addEventListener("click", (event) => {
    const { x } = placeOf(event);
    if (x >= 0 && x <= 1) seek(edges.from + x * (edges.to - edges.from));
  });
  canvas.addEventListener("keydown", (event) => {
    const rows = moment().store?.frequencies.length ?? 1;
    const wide = (event.shiftKey ? 10 : 1) * (columnSeconds / (edges.to - edges.from));
    const high = (event.shiftKey ? 10 : 1) / rows;
    const { x, y } = pointer ?? { x: 0.5, y: 0.5 / rows + Math.floor(rows / 2) / rows };
    if (event.key === "ArrowLeft") point(x - wide, y, true);
    else if (event.key === "ArrowRight") point(x + wide, y, true);
    else if (event.key === "ArrowUp") point(x, y - high, true);
    else if (event.key === "ArrowDown") point(x, y + high, true);
    else if (event.key === "Enter") seek(edges.from + x * (edges.to - edges.from));
    else if (event.key === "Escape") pointer = undefined;
    else return;
    event.preventDefault();
    invalidate();
  });

  function fit(): void {
    const { width, height } = canvas.getBoundingClientRect();
    const ratio = Math.min(2, devicePixelRatio);
    size = { width, height, ratio };
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    layout = layoutOf(width, height, moment().emotions.length > 0);
    // At once: a canvas whose size was set is empty until it is drawn.
    draw(performance.now());
  }
  new ResizeObserver(fit).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    ink = readInk(canvas);
    invalidate();
  });

  return {
    change(next) {
      settings = next;
      empty = createColumnStore(frequenciesOf(next), 1);
      drawn = undefined;
      invalidate();
    },
    invalidate,
    window: () => edges,
    framesPerSecond: () => {
      const since = performance.now() - 1000;
      return frames.filter((time) => time > since).length;
    },
  };
}

/** What part of time is shown: the newest of a microphone; of a clip, the part around the cursor. */
function windowOf(
  store: ColumnStore,
  duration: number | undefined,
  cursor: number | undefined,
  span: number,
): { from: number; to: number } {
  if (duration === undefined) {
    const to = store.end * columnSeconds;
    return { from: to - span, to };
  }
  const length = Math.min(span, duration);
  const from = Math.max(0, Math.min((cursor ?? 0) - length / 2, duration - length));
  return { from, to: from + length };
}

function readingOf(store: ColumnStore, at: { readonly time: number; readonly row: number }, unit: string): Reading {
  const column = columnAt(at.time);
  const hertz = store.frequencies[at.row]!;
  const level = column < store.begin || column >= store.end ? undefined : store.level(column, at.row);
  return {
    ...at,
    level,
    seconds: clock(Math.max(0, at.time), 2),
    hertz: hertz.toFixed(hertz < 1000 ? 1 : 0),
    decibels: level === undefined ? "no sound" : `${level.toFixed(1).replace("-", "−")} ${unit}`,
  };
}

function readInk(canvas: HTMLCanvasElement): Ink {
  const style = getComputedStyle(canvas);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: color("paper"),
    panel: color("panel"),
    strong: color("text"),
    text: color("text-soft"),
    line: color("line"),
    wave: color("wave"),
    cursor: color("cursor"),
  };
}
