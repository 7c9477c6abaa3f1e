import { engine, getBackend, type NamedTensorMap, serialization, type Tensor } from "@tensorflow/tfjs-core";

/** A weight of a layer. */
export interface LayerWeight {
  read(): Tensor;
  write(value: Tensor): unknown;
}

type Inputs = Tensor | Tensor[];

/** What tfjs-layers passes to `call` besides the inputs. */
export interface CallArguments {
  readonly training?: boolean | null;
  readonly mask?: Tensor | Tensor[] | null;
  readonly initialState?: Tensor[] | null;
}

interface CallableLayer {
  call(inputs: Inputs, callArguments?: CallArguments): Inputs;
}

/** Of a class of tfjs-layers, found without importing it, which an application may not do; undefined if nobody did. */
export function registeredPrototype(className: string): object | undefined {
  const registered = serialization.SerializationMap.getMap().classNameMap[className];
  return registered?.[0].prototype as object | undefined;
}

/**
 * Gives a class of tfjs-layers another `call` on the wasm backend. Where `fused` returns undefined the layer's own one
 * runs. Class, name, weights and configuration stay as they are, so that models are defined, saved and loaded as before.
 *
 * @returns What undoes it.
 */
export function patchLayer(
  className: string,
  fused: (layer: object, input: Tensor, callArguments: CallArguments) => Inputs | undefined,
): () => void {
  const prototype = registeredPrototype(className) as CallableLayer | undefined;
  if (prototype === undefined) return () => undefined;
  const stock: CallableLayer["call"] = Reflect.get(prototype, "call");
  prototype.call = function (this: CallableLayer, inputs, callArguments) {
    const tensor = Array.isArray(inputs) ? inputs[0] : inputs;
    const single = !Array.isArray(inputs) || inputs.length === 1;
    const result =
      single && tensor !== undefined && tensor.dtype === "float32" && getBackend() === "wasm"
        ? fused(this, tensor, callArguments ?? {})
        : undefined;
    return result ?? stock.call(this, inputs, callArguments);
  };
  return () => {
    prototype.call = stock;
  };
}

/** Runs a kernel that has several outputs. */
export function runMany(name: string, inputs: NamedTensorMap, attributes: Record<string, number | boolean>): Tensor[] {
  return engine().runKernel(name, inputs, attributes) as unknown as Tensor[];
}
