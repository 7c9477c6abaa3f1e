import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs } from "./kernel.js";
import { paddedRow } from "./matmul.js";
import { add, zeros } from "./native.js";

export const lstmKernel = "WaderLstm";
export const lstmGradientKernel = "WaderLstmGradient";
export const gruKernel = "WaderGru";
export const gruGradientKernel = "WaderGruGradient";

interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly features: number;
  readonly units: number;
  /** Gates times units: the width of the kernels. */
  readonly width: number;
}

function sizesOf(inputs: Inputs): Sizes {
  const [batch, time, features] = input(inputs, "x").shape as [number, number, number];
  const [units, width] = input(inputs, "recurrent").shape as [number, number];
  return { batch, time, features, units, width };
}

/** x W + b for all steps at once, written as [time, batch, width]. */
function project(heap: Heap, inputs: Inputs, target: number, { batch, time, features, width }: Sizes): void {
  const start = paddedRow(heap, input(inputs, "bias"), width);
  const x = heap.pointer(input(inputs, "x"));
  const kernel = heap.pointer(input(inputs, "kernel"));
  for (let b = 0; b < batch; b++) {
    heap.native.matmul(
      x + 4 * b * time * features,
      4 * features,
      4,
      kernel,
      4 * width,
      4,
      target + 4 * b * width,
      4 * batch * width,
      time,
      width,
      features,
      start,
    );
  }
}

/** Gradients that all recurrent layers share, from those of the gates, `dz` [time, batch, width]. */
function projectGradient(heap: Heap, inputs: Inputs, dz: number, sizes: Sizes): [TensorInfo, TensorInfo, TensorInfo] {
  const { batch, time, features, width } = sizes;
  const { native } = heap;
  const [dx, dkernel, dbias] = [
    heap.output([batch, time, features]),
    heap.output([features, width]),
    heap.output([width]),
  ];
  const work = heap.temporary(8 * width);
  heap.native.sum(dz, 1, time * batch, width, 1, heap.pointer(dbias), work);
  const kernel = heap.pointer(input(inputs, "kernel"));
  const x = heap.pointer(input(inputs, "x"));
  for (let b = 0; b < batch; b++) {
    const from = dz + 4 * b * width;
    const at = 4 * b * time * features;
    const row = 4 * batch * width;
    native.matmul(
      from,
      row,
      4,
      kernel,
      4,
      4 * width,
      heap.pointer(dx) + at,
      4 * features,
      time,
      features,
      width,
      zeros,
    );
    native.matmul(
      x + at,
      4,
      4 * features,
      from,
      row,
      4,
      heap.pointer(dkernel),
      4 * width,
      features,
      width,
      time,
      b > 0 ? add : zeros,
    );
  }
  return [dx, dkernel, dbias];
}

/**
 * target[units, columns] of a recurrent kernel's gradient: the states before each step, transposed, times the gradients of
 * the gates. The state before the first step lies apart.
 */
function recurrentGradient(
  heap: Heap,
  first: number,
  states: number,
  dz: number,
  target: number,
  columns: number,
  { batch, time, units, width }: Sizes,
): void {
  const { native } = heap;
  native.matmul(first, 4, 4 * units, dz, 4 * width, 4, target, 4 * width, units, columns, batch, zeros);
  if (time === 1) return;
  native.matmul(
    states,
    4,
    4 * units,
    dz + 4 * batch * width,
    4 * width,
    4,
    target,
    4 * width,
    units,
    columns,
    (time - 1) * batch,
    add,
  );
}

/** Packs columns [from, from + count) of the recurrent kernel, or their transpose. */
function packRecurrent(
  heap: Heap,
  inputs: Inputs,
  { units, width }: Sizes,
  from: number,
  count: number,
  transposed: boolean,
): number {
  const { native } = heap;
  const source = heap.pointer(input(inputs, "recurrent")) + 4 * from;
  const [depth, across] = transposed ? [count, units] : [units, count];
  const [rowStep, columnStep] = transposed ? [4, 4 * width] : [4 * width, 4];
  const packed = heap.temporary(native.packedBytes(depth, across));
  native.packPanels(source, rowStep, columnStep, depth, across, packed, 16 * depth);
  return packed;
}

/** Outputs [time + 1, batch, units], the hidden states and then the last cells; the gates; the cells from the first on. */
export function lstm(heap: Heap, inputs: Inputs, { hard }: NamedAttrMap): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { batch, time, units, width } = sizes;
  const states = heap.output([time + 1, batch, units]);
  const gates = heap.output([time, batch, width]);
  const cells = heap.output([time + 1, batch, units]);
  const packed = packRecurrent(heap, inputs, sizes, 0, width, false);
  const size = batch * units;
  const c = heap.pointer(cells);
  heap.floats(c, size).set(heap.floats(heap.pointer(input(inputs, "c")), size));
  project(heap, inputs, heap.pointer(gates), sizes);
  const h = heap.pointer(states);
  const first = heap.pointer(input(inputs, "h"));
  heap.native.lstm(heap.pointer(gates), c, first, h, packed, time, batch, units, hard === true);
  heap.floats(h + 4 * time * size, size).set(heap.floats(c + 4 * time * size, size));
  return [states, gates, cells];
}

/** Gradients with respect to x, kernel, recurrent kernel, bias, and the initial h and c. */
export function lstmGradient(heap: Heap, inputs: Inputs, { hard }: NamedAttrMap): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { batch, time, units, width } = sizes;
  const size = batch * units;
  const [dh, dc] = [heap.output([batch, units]), heap.output([batch, units])];
  const drecurrent = heap.output([units, width]);
  const dz = heap.temporary(4 * time * batch * width);
  const packed = packRecurrent(heap, inputs, sizes, 0, width, true);
  const dy = heap.pointer(input(inputs, "dy"));
  heap.floats(heap.pointer(dh), size).fill(0);
  heap.floats(heap.pointer(dc), size).set(heap.floats(dy + 4 * time * size, size));
  heap.native.lstmGradient(
    heap.pointer(input(inputs, "gates")),
    heap.pointer(input(inputs, "cells")),
    dy,
    dz,
    heap.pointer(dh),
    heap.pointer(dc),
    packed,
    time,
    batch,
    units,
    hard === true,
  );
  const first = heap.pointer(input(inputs, "h"));
  const states = heap.pointer(input(inputs, "states"));
  recurrentGradient(heap, first, states, dz, heap.pointer(drecurrent), width, sizes);
  const [dx, dkernel, dbias] = projectGradient(heap, inputs, dz, sizes);
  return [dx, dkernel, drecurrent, dbias, dh, dc];
}

/** Outputs the hidden states [time, batch, units], the gates, and the reset gate times the state before. */
export function gru(heap: Heap, inputs: Inputs, { hard }: NamedAttrMap): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { batch, time, units, width } = sizes;
  const states = heap.output([time, batch, units]);
  const gates = heap.output([time, batch, width]);
  const reset = heap.output([time, batch, units]);
  const packedGates = packRecurrent(heap, inputs, sizes, 0, 2 * units, false);
  const packedCandidate = packRecurrent(heap, inputs, sizes, 2 * units, units, false);
  project(heap, inputs, heap.pointer(gates), sizes);
  heap.native.gru(
    heap.pointer(gates),
    heap.pointer(reset),
    heap.pointer(input(inputs, "h")),
    heap.pointer(states),
    packedGates,
    packedCandidate,
    time,
    batch,
    units,
    hard === true,
  );
  return [states, gates, reset];
}

/** Gradients with respect to x, kernel, recurrent kernel, bias and the initial h. */
export function gruGradient(heap: Heap, inputs: Inputs, { hard }: NamedAttrMap): TensorInfo[] {
  const sizes = sizesOf(inputs);
  const { batch, time, units, width } = sizes;
  const dh = heap.output([batch, units]);
  const drecurrent = heap.output([units, width]);
  const dz = heap.temporary(4 * time * batch * width);
  const dr = heap.temporary(4 * batch * units);
  const packedGates = packRecurrent(heap, inputs, sizes, 0, 2 * units, true);
  const packedCandidate = packRecurrent(heap, inputs, sizes, 2 * units, units, true);
  const first = heap.pointer(input(inputs, "h"));
  const states = heap.pointer(input(inputs, "states"));
  heap.floats(heap.pointer(dh), batch * units).fill(0);
  heap.native.gruGradient(
    heap.pointer(input(inputs, "gates")),
    first,
    states,
    heap.pointer(input(inputs, "dy")),
    dz,
    heap.pointer(dh),
    dr,
    packedGates,
    packedCandidate,
    time,
    batch,
    units,
    hard === true,
  );
  const target = heap.pointer(drecurrent);
  recurrentGradient(heap, first, states, dz, target, 2 * units, sizes);
  heap.native.matmul(
    heap.pointer(input(inputs, "reset")),
    4,
    4 * units,
    dz + 8 * units,
    4 * width,
    4,
    target + 8 * units,
    4 * width,
    units,
    units,
    time * batch,
    zeros,
  );
  const [dx, dkernel, dbias] = projectGradient(heap, inputs, dz, sizes);
  return [dx, dkernel, drecurrent, dbias, dh];
}
