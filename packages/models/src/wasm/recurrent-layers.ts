import * as tf from "@tensorflow/tfjs-core";

import { type CallArguments, type LayerWeight, patchLayer, runMany } from "./layer-patch.js";
import { gruGradientKernel, gruKernel, lstmGradientKernel, lstmKernel } from "./recurrent.js";

interface Activation {
  getClassName(): string;
}

interface RecurrentLayer {
  readonly stateful: boolean;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly cell: {
    readonly units: number;
    readonly activation: Activation;
    readonly recurrentActivation: Activation;
    readonly dropout: number;
    readonly recurrentDropout: number;
    readonly kernel: LayerWeight;
    readonly recurrentKernel: LayerWeight;
    readonly bias?: LayerWeight | null;
  };
}

/** Makes LSTM layers run as one operation on wasm. Masks, dropout, states kept between batches and other activations do not. */
export function patchLstm(): () => void {
  return patchLayer("LSTM", (given, x, callArguments) => {
    const layer = given as RecurrentLayer;
    if (!fuses(layer, x, callArguments)) return undefined;
    return tf.tidy(() => {
      const { sequence, start } = prepare(layer, x, callArguments, 2, 4);
      const states = lstmOperation(sequence, ...start, hardGates(layer));
      const time = x.shape[1]!;
      const last = row(states, time - 1);
      return results(layer, states, time, [last, row(states, time)]);
    });
  });
}

/** The same for GRU layers. */
export function patchGru(): () => void {
  return patchLayer("GRU", (given, x, callArguments) => {
    const layer = given as RecurrentLayer;
    if (!fuses(layer, x, callArguments)) return undefined;
    return tf.tidy(() => {
      const { sequence, start } = prepare(layer, x, callArguments, 1, 3);
      const states = gruOperation(sequence, start[0], start[1], start[2], start[3], hardGates(layer));
      const time = x.shape[1]!;
      return results(layer, states, time, [row(states, time - 1)]);
    });
  });
}

const hardGates = (layer: RecurrentLayer): boolean => layer.cell.recurrentActivation.getClassName() === "hardSigmoid";

function fuses(layer: RecurrentLayer, x: tf.Tensor, { mask, training, initialState }: CallArguments): boolean {
  const { cell } = layer;
  const dropped = training === true && (cell.dropout > 0 || cell.recurrentDropout > 0);
  return (
    x.rank === 3 &&
    x.shape[1]! > 0 &&
    !layer.stateful &&
    !dropped &&
    (mask === null || mask === undefined || (Array.isArray(mask) && mask.every((m) => m === null))) &&
    (initialState ?? []).every((state) => state.dtype === "float32" && state.rank === 2) &&
    cell.activation.getClassName() === "tanh" &&
    ["sigmoid", "hardSigmoid"].includes(cell.recurrentActivation.getClassName())
  );
}

type Start = [kernel: tf.Tensor, recurrent: tf.Tensor, bias: tf.Tensor, h: tf.Tensor, c: tf.Tensor];

function prepare(
  layer: RecurrentLayer,
  x: tf.Tensor,
  { initialState }: CallArguments,
  stateCount: number,
  gates: number,
): { sequence: tf.Tensor; start: Start } {
  const { cell } = layer;
  if (initialState && initialState.length !== stateCount) {
    throw new RangeError(`An initial state of ${stateCount} tensors was expected, got ${initialState.length}`);
  }
  const zeros = (): tf.Tensor => tf.zeros([x.shape[0] ?? 0, cell.units]);
  return {
    sequence: layer.goBackwards ? tf.reverse(x, 1) : x,
    start: [
      cell.kernel.read(),
      cell.recurrentKernel.read(),
      cell.bias?.read() ?? tf.zeros([gates * cell.units]),
      initialState?.[0] ?? zeros(),
      initialState?.[1] ?? zeros(),
    ],
  };
}

/** One time of [time, batch, units]. */
function row(states: tf.Tensor, time: number): tf.Tensor {
  const [, batch, units] = states.shape as [number, number, number];
  return tf.reshape(tf.slice(states, [time, 0, 0], [1, batch, units]), [batch, units]);
}

function results(layer: RecurrentLayer, states: tf.Tensor, time: number, last: tf.Tensor[]): tf.Tensor | tf.Tensor[] {
  const output = layer.returnSequences
    ? tf.transpose(tf.slice(states, [0, 0, 0], [time, -1, -1]), [1, 0, 2])
    : last[0]!;
  return layer.returnState ? [output, ...last] : output;
}

type Save = (tensors: tf.Tensor[]) => void;

/** Hidden states after each step and, behind them, the last cells: [time + 1, batch, units]. */
function lstmOperation(
  x: tf.Tensor,
  kernel: tf.Tensor,
  recurrent: tf.Tensor,
  bias: tf.Tensor,
  h: tf.Tensor,
  c: tf.Tensor,
  hard: boolean,
): tf.Tensor {
  const operation = tf.customGrad((...given) => {
    const save = given[6] as unknown as Save;
    const [xs, w, r, b, first, firstCell] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [states, gates, cells] = runMany(
      lstmKernel,
      { x: xs, kernel: w, recurrent: r, bias: b, h: first, c: firstCell },
      { hard },
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    save([xs, w, r, first, states, gates, cells]);
    return {
      value: states,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [sx, sw, sr, sh, ss, sg, sc] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return runMany(
          lstmGradientKernel,
          { dy, x: sx, kernel: sw, recurrent: sr, h: sh, states: ss, gates: sg, cells: sc },
          { hard },
        );
      },
    };
  });
  return operation(x, kernel, recurrent, bias, h, c);
}

/** Hidden states after each step: [time, batch, units]. */
function gruOperation(
  x: tf.Tensor,
  kernel: tf.Tensor,
  recurrent: tf.Tensor,
  bias: tf.Tensor,
  h: tf.Tensor,
  hard: boolean,
): tf.Tensor {
  const operation = tf.customGrad((...given) => {
    const save = given[5] as unknown as Save;
    const [xs, w, r, b, first] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [states, gates, reset] = runMany(
      gruKernel,
      { x: xs, kernel: w, recurrent: r, bias: b, h: first },
      { hard },
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    save([xs, w, r, first, states, gates, reset]);
    return {
      value: states,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [sx, sw, sr, sh, ss, sg, st] = saved as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return runMany(
          gruGradientKernel,
          { dy, x: sx, kernel: sw, recurrent: sr, h: sh, states: ss, gates: sg, reset: st },
          { hard },
        );
      },
    };
  });
  return operation(x, kernel, recurrent, bias, h);
}
