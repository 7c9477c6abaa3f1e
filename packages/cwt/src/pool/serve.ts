import { createEngine } from "../engine/engine.js";
import type { Engine } from "../engine/engine.js";
import { fastestTransform } from "../engine/transforms.js";
import type { Dtype } from "../scalogram.js";
import { copyToShared } from "./copy-to-shared.js";
import type { OwnWork, Request, Response, RowPiece, SharedWork } from "./message.js";
import { isAbandoned, takeUnits } from "./shared-units.js";
import { openView } from "./shared-view.js";

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
      case "transform": {
        const { job, work } = request;
        try {
          const { engine, dtype } = banks.get(request.bank)!;
          const pieces = "parts" in work ? transformShared(engine, work) : transformOwn(engine, dtype, work);
          post(
            { job, pieces },
            pieces.map(({ values }) => values.buffer as ArrayBuffer),
          );
        } catch (error) {
          post({ job, error: error === abandonment ? "abandoned" : String(error) }, []);
        }
      }
    }
  };
}

function transformShared(engine: Engine, { x: lent, units, step, count, thread, parts }: SharedWork): [] {
  const x = openView(lent);
  const { length } = x;
  const targets = parts.map(openView);
  function* taken(): Generator<number, void, void> {
    for (const unit of takeUnits(units, thread)) {
      for (let i = unit * step; i < Math.min((unit + 1) * step, count); i++) yield i;
    }
  }
  engine.forEachBlock(
    x,
    length,
    ({ start, rows, values }) => {
      if (isAbandoned(units)) throw abandonment;
      rows.forEach((row, i) => {
        // Rows of a complex wavelet take turns in two arrays.
        const at = Math.floor(row! / targets.length) * length + start;
        copyToShared(values[i]!, targets[row! % targets.length]!, at);
      });
    },
    taken(),
  );
  return [];
}

function transformOwn(engine: Engine, dtype: Dtype, { x, first, end }: OwnWork): RowPiece[] {
  const ArrayType = dtype === "float64" ? Float64Array : Float32Array;
  const pieces: RowPiece[] = [];
  engine.forEachBlock(
    x,
    x.length,
    ({ start, rows, values }) => {
      rows.forEach((row, i) => pieces.push({ row: row!, start, values: new ArrayType(values[i]!) }));
    },
    Array.from({ length: end - first }, (_, i) => first + i),
  );
  return pieces;
}
