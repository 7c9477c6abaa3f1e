import type { KernelName } from "../kernels/load.js";
import type { Dtype } from "../scalogram.js";
import type { BlockTransform } from "./block-transform.js";
import { createPlainTransform } from "./plain-transform.js";
import { createSimdTransform } from "./simd-transform.js";

/** The block transforms that there are. */
export type TransformName = KernelName | "plain";

// One of each serves every plan: their memory holds tables and an area to work in, nothing that belongs to a plan.
const transforms = new Map<TransformName, BlockTransform | undefined>();

/** A block transform, or nothing where the machine cannot run it. It is made when it is first asked for. */
export function transformOf(name: TransformName): BlockTransform | undefined {
  if (!transforms.has(name)) {
    transforms.set(name, create(name));
  }
  return transforms.get(name);
}

function create(name: TransformName): BlockTransform | undefined {
  if (name === "plain") return createPlainTransform();
  return createSimdTransform(name, name === "float64" ? undefined : transformOf("float64"));
}

/**
 * Forgets a transform whose memory has become large, which only filters of some 100,000 samples or more bring about.
 * Memory of WebAssembly never shrinks; the next use starts a new one.
 */
export function forgetLarge(name: TransformName): void {
  if ((transforms.get(name)?.bytes ?? 0) > MOST_BYTES) transforms.delete(name);
}

const MOST_BYTES = 64 * 2 ** 20;

/** The fastest transform that this machine runs whose results are as exact as `dtype` asks. */
export function fastestTransform(dtype: Dtype): TransformName {
  const candidates: TransformName[] = dtype === "float64" ? ["float64"] : ["float32-relaxed", "float32"];
  return candidates.find((name) => transformOf(name) !== undefined) ?? "plain";
}
