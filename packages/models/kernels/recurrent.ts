import { sigmoid4, tanh4 } from "./functions";
import { load4, store4 } from "./lanes";
import { ADD, matmulPacked, ZEROS } from "./matmul";

/** Activation of the gates: the logistic function, or Keras' piecewise linear stand-in for it. */
// @ts-ignore: decorator
@inline
function gate(x: v128, hard: bool): v128 {
  if (!hard) return sigmoid4(x);
  const line = f32x4.add(f32x4.mul(x, f32x4.splat(0.2)), f32x4.splat(0.5));
  return f32x4.pmin(f32x4.pmax(line, f32x4.splat(0)), f32x4.splat(1));
}

/** Derivative of `gate` from its value. */
// @ts-ignore: decorator
@inline
function gateSlope(y: v128, hard: bool): v128 {
  if (!hard) return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
  return v128.and(f32x4.splat(0.2), v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, f32x4.splat(1))));
}

/**
 * LSTM over [time, batch, units], gates in the order i, f, c, o. `z` [time, batch, 4 units] holds x W + b and becomes the
 * activated gates; `c` [time + 1, batch, units] begins with the initial cells. `packed` is the recurrent kernel.
 */
export function lstm(
  z: usize,
  c: usize,
  first: usize,
  h: usize,
  packed: usize,
  time: usize,
  batch: usize,
  units: usize,
  hard: bool,
): void {
  const step = units << 2;
  let previous = first;
  for (let t: usize = 0; t < time; t++) {
    matmulPacked(previous, step, packed, units << 4, z, step << 2, batch, units << 2, units, ADD);
    previous = h;
    for (let b: usize = 0; b < batch; b++) {
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const p = z + (k << 2);
        const q = c + (k << 2);
        const input = gate(load4(p, left), hard);
        const forget = gate(load4(p + step, left), hard);
        const candidate = tanh4(load4(p + 2 * step, left));
        const output = gate(load4(p + 3 * step, left), hard);
        store4(p, input, left);
        store4(p + step, forget, left);
        store4(p + 2 * step, candidate, left);
        store4(p + 3 * step, output, left);
        const cell = f32x4.add(f32x4.mul(forget, load4(q, left)), f32x4.mul(input, candidate));
        store4(q + batch * step, cell, left);
        store4(h + (k << 2), f32x4.mul(output, tanh4(cell)), left);
      }
      z += step << 2;
      c += step;
      h += step;
    }
  }
}

/**
 * Backpropagation through time of `lstm`: from the activated `gates`, the cells `c` and the gradients `dy` of all hidden
 * states, the gradients `dz` of the gates before their activation. `dh` and `dc` [batch, units] come with what flows into
 * the last state and leave with the gradients of the initial state. `packed` is the recurrent kernel, transposed.
 */
export function lstmGradient(
  gates: usize,
  c: usize,
  dy: usize,
  dz: usize,
  dh: usize,
  dc: usize,
  packed: usize,
  time: usize,
  batch: usize,
  units: usize,
  hard: bool,
): void {
  const step = units << 2;
  const one = f32x4.splat(1);
  for (let t: usize = time; t-- > 0; ) {
    for (let b: usize = 0; b < batch; b++) {
      const row = t * batch + b;
      const g = gates + row * 4 * step;
      const d = dz + row * 4 * step;
      const before = c + row * step;
      const after = before + batch * step;
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const at = k << 2;
        const state = b * step + at;
        const input = load4(g + at, left);
        const forget = load4(g + at + step, left);
        const candidate = load4(g + at + 2 * step, left);
        const output = load4(g + at + 3 * step, left);
        const squashed = tanh4(load4(after + at, left));
        const hidden = f32x4.add(load4(dh + state, left), load4(dy + row * step + at, left));
        const slope = f32x4.sub(one, f32x4.mul(squashed, squashed));
        const cell = f32x4.add(load4(dc + state, left), f32x4.mul(f32x4.mul(hidden, output), slope));
        store4(d + at, f32x4.mul(f32x4.mul(cell, candidate), gateSlope(input, hard)), left);
        store4(d + at + step, f32x4.mul(f32x4.mul(cell, load4(before + at, left)), gateSlope(forget, hard)), left);
        const inner = f32x4.sub(one, f32x4.mul(candidate, candidate));
        store4(d + at + 2 * step, f32x4.mul(f32x4.mul(cell, input), inner), left);
        store4(d + at + 3 * step, f32x4.mul(f32x4.mul(hidden, squashed), gateSlope(output, hard)), left);
        store4(dc + state, f32x4.mul(cell, forget), left);
      }
    }
    matmulPacked(
      dz + t * batch * 4 * step,
      4 * step,
      packed,
      units << 6,
      dh,
      step,
      batch,
      units,
      units << 2,
      ZEROS,
    );
  }
}

/**
 * GRU over [time, batch, units] with the reset gate before the product, gates in the order z, r, h. `g` [time, batch,
 * 3 units] holds x W + b and becomes the activated gates; `reset` [time, batch, units] becomes r * h. The recurrent kernel
 * is packed in two: update and reset gates, candidate.
 */
export function gru(
  g: usize,
  reset: usize,
  first: usize,
  h: usize,
  packedGates: usize,
  packedCandidate: usize,
  time: usize,
  batch: usize,
  units: usize,
  hard: bool,
): void {
  const step = units << 2;
  const one = f32x4.splat(1);
  let previous = first;
  for (let t: usize = 0; t < time; t++) {
    matmulPacked(previous, step, packedGates, units << 4, g, 3 * step, batch, units << 1, units, ADD);
    for (let b: usize = 0; b < batch; b++) {
      const p = g + b * 3 * step;
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const at = k << 2;
        store4(p + at, gate(load4(p + at, left), hard), left);
        const r = gate(load4(p + step + at, left), hard);
        store4(p + step + at, r, left);
        store4(reset + b * step + at, f32x4.mul(r, load4(previous + b * step + at, left)), left);
      }
    }
    matmulPacked(reset, step, packedCandidate, units << 4, g + 2 * step, 3 * step, batch, units, units, ADD);
    for (let b: usize = 0; b < batch; b++) {
      const p = g + b * 3 * step;
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const at = k << 2;
        const update = load4(p + at, left);
        const candidate = tanh4(load4(p + 2 * step + at, left));
        store4(p + 2 * step + at, candidate, left);
        const kept = f32x4.mul(update, load4(previous + b * step + at, left));
        store4(h + b * step + at, f32x4.add(kept, f32x4.mul(f32x4.sub(one, update), candidate)), left);
      }
    }
    previous = h;
    h += batch * step;
    g += batch * 3 * step;
    reset += batch * step;
  }
}

/**
 * Backpropagation through time of `gru`: gradients `dg` of the gates before their activation. `dh` [batch, units] comes
 * with what flows into the last state and leaves with the gradient of the initial one; `dr` [batch, units] is room.
 * `h` are the states after each step; the recurrent kernel is packed transposed, in two.
 */
export function gruGradient(
  gates: usize,
  first: usize,
  h: usize,
  dy: usize,
  dg: usize,
  dh: usize,
  dr: usize,
  packedGates: usize,
  packedCandidate: usize,
  time: usize,
  batch: usize,
  units: usize,
  hard: bool,
): void {
  const step = units << 2;
  const one = f32x4.splat(1);
  for (let t: usize = time; t-- > 0; ) {
    const previous = t == 0 ? first : h + (t - 1) * batch * step;
    const g = gates + t * batch * 3 * step;
    const d = dg + t * batch * 3 * step;
    for (let b: usize = 0; b < batch; b++) {
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const at = k << 2;
        const state = b * step + at;
        const p = g + b * 3 * step + at;
        const q = d + b * 3 * step + at;
        const update = load4(p, left);
        const candidate = load4(p + 2 * step, left);
        const hidden = f32x4.add(load4(dh + state, left), load4(dy + t * batch * step + state, left));
        const difference = f32x4.sub(load4(previous + state, left), candidate);
        store4(q, f32x4.mul(f32x4.mul(hidden, difference), gateSlope(update, hard)), left);
        const inner = f32x4.sub(one, f32x4.mul(candidate, candidate));
        store4(q + 2 * step, f32x4.mul(f32x4.mul(hidden, f32x4.sub(one, update)), inner), left);
        store4(dh + state, f32x4.mul(hidden, update), left);
      }
    }
    matmulPacked(d + 2 * step, 3 * step, packedCandidate, units << 4, dr, step, batch, units, units, ZEROS);
    for (let b: usize = 0; b < batch; b++) {
      for (let k: usize = 0; k < units; k += 4) {
        const left = units - k;
        const at = k << 2;
        const state = b * step + at;
        const r = load4(g + b * 3 * step + step + at, left);
        const product = load4(dr + state, left);
        const slope = f32x4.mul(f32x4.mul(product, load4(previous + state, left)), gateSlope(r, hard));
        store4(d + b * 3 * step + step + at, slope, left);
        store4(dh + state, f32x4.add(load4(dh + state, left), f32x4.mul(product, r)), left);
      }
    }
    matmulPacked(d, 3 * step, packedGates, units << 5, dh, step, batch, units, units << 1, ADD);
  }
}
