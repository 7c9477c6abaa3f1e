import { memoryOf, type WasmBackend } from "./backend.js";
import { WasmBackendError } from "./errors.js";

/** What a product starts from: zeros, or what is there already. Any other `start` is the address of a row. */
export const zeros = 0;
export const add = 1;

/** What the compiled kernels export. Pointers, and steps between rows, are in bytes. */
export interface Native {
  elu(x: number, y: number, count: number): void;
  eluGradient(dy: number, y: number, dx: number, count: number): void;
  matmul(
    a: number,
    aRowStep: number,
    aColumnStep: number,
    b: number,
    bRowStep: number,
    bColumnStep: number,
    c: number,
    cStep: number,
    m: number,
    n: number,
    depth: number,
    start: number,
  ): void;
  workBytes(): number;
  setWork(pointer: number): void;
  packedBytes(depth: number, width: number): number;
  packFilter(filter: number, taps: number, inputs: number, outputs: number, flipped: boolean, target: number): void;
  convolve(x: number, packed: number, y: number, ...geometry: [...Geometry, start: number]): void;
  convolveInputGradient(dy: number, filter: number, dx: number, ...geometry: [...Geometry, work: number]): void;
  convolveFilterGradient(x: number, dy: number, dw: number, ...geometry: Geometry): void;
  packWinograd(filter: number, channels: number, outputs: number, flipped: boolean, target: number, work: number): void;
  winograd(x: number, packed: number, y: number, ...lines: [...Lines, start: number, work: number]): void;
  winogradBytes(channels: number, outputs: number): number;
  winogradFilterGradient(x: number, dy: number, dw: number, ...lines: [...Lines, work: number]): void;
  winogradGradientBytes(channels: number, outputs: number): number;
  maxPoolGradient(
    x: number,
    dy: number,
    dx: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    filterHeight: number,
    filterWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    padTop: number,
    padLeft: number,
  ): void;
  packPanels(
    source: number,
    rowStep: number,
    columnStep: number,
    depth: number,
    width: number,
    target: number,
    panelStep: number,
  ): void;
  depthwiseGradient(x: number, dy: number, filter: number, dx: number, dw: number, ...geometry: Geometry): void;
  normalizeColumns(
    x: number,
    rows: number,
    columns: number,
    mean: number,
    scale: number,
    offset: number,
    y: number,
  ): void;
  normalizationGradient(
    dy: number,
    x: number,
    rows: number,
    columns: number,
    mean: number,
    scale: number,
    slope: number,
    offset: number,
    dx: number,
  ): void;
  lstm(
    z: number,
    c: number,
    first: number,
    h: number,
    packed: number,
    time: number,
    batch: number,
    units: number,
    hard: boolean,
  ): void;
  lstmGradient(
    gates: number,
    c: number,
    dy: number,
    dz: number,
    dh: number,
    dc: number,
    packed: number,
    time: number,
    batch: number,
    units: number,
    hard: boolean,
  ): void;
  gru(
    g: number,
    reset: number,
    first: number,
    h: number,
    packedGates: number,
    packedCandidate: number,
    time: number,
    batch: number,
    units: number,
    hard: boolean,
  ): void;
  gruGradient(
    gates: number,
    first: number,
    h: number,
    dy: number,
    dg: number,
    dh: number,
    dr: number,
    packedGates: number,
    packedCandidate: number,
    time: number,
    batch: number,
    units: number,
    hard: boolean,
  ): void;
  adam(
    value: number,
    first: number,
    second: number,
    gradient: number,
    newValue: number,
    newFirst: number,
    newSecond: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    rest1: number,
    rest2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
  ): void;
  addScaled(x: number, y: number, factor: number, out: number, count: number): void;
  columnSums(x: number, y: number, rows: number, columns: number, s1: number, s2: number): void;
  spread(y: number, outer: number, count: number, inner: number, factor: number, out: number): void;
  segmentSum(x: number, segments: number, rows: number, columns: number, groups: number, out: number): void;
  squaredError(x: number, y: number, rows: number, columns: number, out: number): void;
  squaredErrorGradient(dy: number, x: number, y: number, rows: number, columns: number, dx: number): void;
  softmaxParts(
    logits: number,
    labels: number,
    rows: number,
    classes: number,
    probabilities: number,
    parts: number,
  ): void;
  softmaxCrossEntropyGradient(
    dy: number,
    probabilities: number,
    labels: number,
    rows: number,
    classes: number,
    dx: number,
  ): void;
  sum(x: number, outer: number, count: number, inner: number, divisor: number, out: number, work: number): void;
}

/** Sizes of a convolution as the kernels take them. */
export type Geometry = [
  batch: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  outputs: number,
  filterHeight: number,
  filterWidth: number,
  strideHeight: number,
  strideWidth: number,
  dilationHeight: number,
  dilationWidth: number,
  padTop: number,
  padLeft: number,
];

/** Sizes of a convolution along lines, as the kernels take them. */
export type Lines = [
  lines: number,
  width: number,
  channels: number,
  outWidth: number,
  outputs: number,
  padLeft: number,
];

/** Compiles the kernels and links them to the memory of the backend. */
export async function loadNative(backend: WasmBackend): Promise<Native> {
  const memory = memoryOf(backend);
  // A module must declare whether the memory that it imports is shared.
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const base64 = shared
    ? (await import("./kernels-shared.wasm.js")).sharedKernels
    : (await import("./kernels.wasm.js")).kernels;
  const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(binary)) {
    throw new WasmBackendError("The wasm kernels need WebAssembly SIMD, which this browser or runtime does not have");
  }
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
  return instance.exports as unknown as Native;
}
