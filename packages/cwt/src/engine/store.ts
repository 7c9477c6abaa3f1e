import type { RowBlock } from "./engine.js";
import type { Samples } from "./samples.js";

/** Stores the rows of real filters in an array of shape [signals, rows, length]. */
export function storeReal(data: Samples, length: number, rowsOfSignal: number): (block: RowBlock) => void {
  return ({ signal, start, rows: [first, second], values: [a, b] }) => {
    const at = signal * rowsOfSignal * length + start;
    data.set(a, at + first * length);
    if (second !== undefined) data.set(b, at + second * length);
  };
}

/** Stores the rows of complex filters in two arrays of shape [signals, filters, length]. */
export function storeComplex(
  re: Samples,
  im: Samples,
  length: number,
  filtersOfSignal: number,
): (block: RowBlock) => void {
  return ({ signal, start, rows: [first], values: [a, b] }) => {
    const at = (signal * filtersOfSignal + first / 2) * length + start;
    re.set(a, at);
    im.set(b, at);
  };
}
