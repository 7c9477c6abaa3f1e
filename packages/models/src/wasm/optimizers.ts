import * as tf from "@tensorflow/tfjs-core";

import { type Heap, input, type Inputs, sizeOf } from "./kernel.js";
import { runMany } from "./layer-patch.js";

export const adamKernel = "WaderAdam";
export const sgdKernel = "WaderSgd";

type Gradients = Parameters<tf.Optimizer["applyGradients"]>[0];

interface Moment {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** The fields of tfjs' AdamOptimizer, most of them private. */
interface AdamState {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly accumulatedFirstMoment: Moment[];
  readonly accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

/** Makes one kernel of each variable's step of Adam. The optimiser's state is kept as tfjs keeps it. */
export function patchAdam(): () => void {
  return patchStep(tf.AdamOptimizer.prototype, (optimizer, named) => {
    const state = optimizer as unknown as AdamState;
    tf.tidy(() => {
      const correction1 = 1 - state.accBeta1.dataSync()[0]!;
      const correction2 = 1 - state.accBeta2.dataSync()[0]!;
      const { learningRate, beta1, beta2, epsilon } = state;
      for (const [i, { name, gradient }] of named.entries()) {
        const value = variableOf(name);
        state.accumulatedFirstMoment[i] ??= moment(`${name}/m`, value);
        state.accumulatedSecondMoment[i] ??= moment(`${name}/v`, value);
        if (gradient === undefined || gradient === null) continue;
        const first = state.accumulatedFirstMoment[i].variable;
        const second = state.accumulatedSecondMoment[i].variable;
        const [newValue, newFirst, newSecond] = runMany(
          adamKernel,
          { value, first, second, gradient },
          { learningRate, beta1, beta2, correction1, correction2, epsilon },
        ) as [tf.Tensor, tf.Tensor, tf.Tensor];
        first.assign(newFirst);
        second.assign(newSecond);
        value.assign(newValue);
      }
      state.accBeta1.assign(tf.mul(state.accBeta1, beta1));
      state.accBeta2.assign(tf.mul(state.accBeta2, beta2));
    });
    state.incrementIterations();
  });
}

/** The same for SGD without momentum. */
export function patchSgd(): () => void {
  return patchStep(tf.SGDOptimizer.prototype, (optimizer, named) => {
    // Momentum inherits from SGD and has a step of its own.
    const state = optimizer as unknown as { readonly learningRate: number; incrementIterations(): void };
    for (const { name, gradient } of named) {
      if (gradient === undefined || gradient === null) continue;
      tf.tidy(() => {
        const value = variableOf(name);
        const [newValue] = runMany(sgdKernel, { value, gradient }, { learningRate: state.learningRate });
        value.assign(newValue!);
      });
    }
    state.incrementIterations();
  });
}

function moment(originalName: string, value: tf.Variable): Moment {
  return { originalName, variable: tf.tidy(() => tf.variable(tf.zerosLike(value), false)) };
}

function variableOf(name: string): tf.Variable {
  return tf.engine().registeredVariables[name]!;
}

function patchStep(
  prototype: tf.Optimizer,
  step: (optimizer: tf.Optimizer, named: { name: string; gradient: tf.Tensor | undefined }[]) => void,
): () => void {
  const stock = Reflect.get(prototype, "applyGradients");
  prototype.applyGradients = function (this: tf.Optimizer, gradients: Gradients) {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => ({ name, gradient: tensor }))
      : Object.entries(gradients).map(([name, gradient]) => ({ name, gradient }));
    const float = named.every(({ name, gradient }) =>
      [variableOf(name), gradient].every((tensor) => (tensor?.dtype ?? "float32") === "float32"),
    );
    if (tf.getBackend() === "wasm" && float) step(this, named);
    else stock.call(this, gradients);
  };
  return () => {
    prototype.applyGradients = stock;
  };
}

/** One step of Adam: the new value and the new moments. */
export function adam(heap: Heap, inputs: Inputs, attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const value = input(inputs, "value");
  const outputs = [heap.output(value.shape), heap.output(value.shape), heap.output(value.shape)];
  const number = (name: string): number => attributes[name] as number;
  const [newValue, newFirst, newSecond] = outputs.map((tensor) => heap.pointer(tensor)) as [number, number, number];
  heap.native.adam(
    heap.pointer(value),
    heap.pointer(input(inputs, "first")),
    heap.pointer(input(inputs, "second")),
    heap.pointer(input(inputs, "gradient")),
    newValue,
    newFirst,
    newSecond,
    sizeOf(value.shape),
    number("learningRate"),
    number("beta1"),
    number("beta2"),
    1 - number("beta1"),
    1 - number("beta2"),
    number("correction1"),
    number("correction2"),
    number("epsilon"),
  );
  return outputs;
}

/** value - learningRate gradient. */
export function sgd(heap: Heap, inputs: Inputs, attributes: tf.NamedAttrMap): tf.TensorInfo[] {
  const value = input(inputs, "value");
  const out = heap.output(value.shape);
  const rate = attributes["learningRate"] as number;
  const gradient = heap.pointer(input(inputs, "gradient"));
  heap.native.addScaled(heap.pointer(value), gradient, -rate, heap.pointer(out), sizeOf(value.shape));
  return [out];
}
