import type { NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

import type { Heap } from "./kernel.js";

const kernelOf: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  sigmoid: "Sigmoid",
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
};

/** Applies the activation that a fused operation names, and gives the argument back. */
export function applyActivation(
  heap: Heap,
  x: TensorInfo,
  { activation, leakyreluAlpha }: NamedAttrMap,
  preluWeights: TensorInfo | undefined,
): TensorInfo {
  if (activation === undefined || activation === null || activation === "linear") return x;
  const name = typeof activation === "string" ? kernelOf[activation] : undefined;
  if (name === undefined) throw new RangeError(`No fused activation is named ${JSON.stringify(activation)}`);
  const out =
    name === "Prelu"
      ? heap.run(name, { x, alpha: preluWeights }, {})
      : heap.run(name, { x }, { alpha: leakyreluAlpha ?? 0.2 });
  heap.release(x);
  return out;
}
