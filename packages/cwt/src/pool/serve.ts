import { createEngine } from "../engine/engine.js";
import type { Engine } from "../engine/engine.js";
import { fastestTransform } from "../engine/transforms.js";
import type { Dtype } from "../scalogram.js";
import type { Request, Response } from "./message.js";

type Samples = Float32Array | Float64Array;

/** Thrown to leave a transform that is not wanted any more. */
const abandonment = Symbol("abandoned");

/**
 * What a worker does with the pool's messages.
 *
 * @param post - Sends an answer, with the buffers to hand over.
 */
export function serve(post: (response: Response, transfer: ArrayBuffer[]) => void): (request: Request) => void {
  const banks = new Map<number, { engine: Engine; dtype: Dtype }>();
  return (request) => {
    switch (request.kind) {
      case "keep": {
        const { bank, filters, dtype } = request;
        banks.set(bank, { engine: createEngine(filters, fastestTransform(dtype)), dtype });
        return;
      }
      case "drop":
        banks.delete(request.bank);
        return;
      case "transform":
        try {
          const { engine, dtype } = banks.get(request.bank)!;
          const rows = transform(engine, dtype, request);
          post(
            rows === undefined ? { job: request.job } : { job: request.job, rows },
            (rows ?? []).map(({ values }) => values.buffer as ArrayBuffer),
          );
        } catch (error) {
          const message = error === abandonment ? "abandoned" : String(error);
          post({ job: request.job, error: message }, []);
        }
    }
  };
}

function transform(
  engine: Engine,
  dtype: Dtype,
  { x, pairs: [first, end], shared }: Extract<Request, { kind: "transform" }>,
): { row: number; values: Samples }[] | undefined {
  const { length } = x;
  const wanted = new Set(Array.from({ length: end - first }, (_, i) => first + i));
  const ArrayType = dtype === "float64" ? Float64Array : Float32Array;
  const own = new Map<number, Samples>();
  const rowOf = (row: number): Samples => {
    if (shared !== undefined) {
      // Rows of a complex wavelet take turns in two arrays.
      const { parts } = shared;
      const at = Math.floor(row / parts.length) * length;
      return parts[row % parts.length]!.subarray(at, at + length);
    }
    const known = own.get(row) ?? new ArrayType(length);
    own.set(row, known);
    return known;
  };
  engine.forEachBlock(
    x,
    length,
    ({ start, rows, values }) => {
      if (shared !== undefined && Atomics.load(shared.abandoned, 0) === 1) throw abandonment;
      rows.forEach((row, i) => rowOf(row!).set(values[i]!, start));
    },
    wanted,
  );
  return shared === undefined ? Array.from(own, ([row, values]) => ({ row, values })) : undefined;
}
