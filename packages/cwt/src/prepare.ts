import { checkInteger, checkPositive, checkPositives, kind } from "./check.js";
import type { Signal } from "./check.js";
import type { Engine } from "./engine/engine.js";
import { filterBankOf } from "./engine/filter-bank.js";
import type { WaveletFilter } from "./filter.js";
import type { Dtype } from "./scalogram.js";
import { wavelet } from "./wavelet.js";
import type { Wavelet, WaveletName } from "./wavelet.js";

/** Options that every transform has, whatever the length of the signal. */
export interface PreparationOptions {
  readonly scales: ArrayLike<number>;
  readonly wavelet?: WaveletName | Wavelet;
  readonly samplingPeriod?: number;
  readonly precision?: number;
  readonly dtype?: Dtype;
}

/** Checked options, and what was computed from them. */
export interface Preparation {
  readonly complex: boolean;
  readonly dtype: Dtype;
  readonly scales: Float64Array;
  readonly frequencies: Float64Array;
  readonly filters: readonly WaveletFilter[];
  readonly engine: Engine;
}

/** Checks the options of a transform, and finds or makes its filters. */
export function prepareCwt(options: PreparationOptions): Preparation {
  const { samplingPeriod = 1, precision = 12, dtype = "float32" } = options;
  const { complex } = wavelet(options.wavelet ?? "morl");
  checkPositive("samplingPeriod", samplingPeriod);
  checkInteger("precision", precision, 1, 20);
  if (dtype !== "float32" && dtype !== "float64") {
    throw new RangeError(`"dtype" must be "float32" or "float64", got ${JSON.stringify(dtype)}`);
  }
  const scales = checkPositives("scales", options.scales);
  const bank = filterBankOf({ wavelet: options.wavelet ?? "morl", scales, precision, dtype });
  const frequencies = scales.map((scale) => bank.centralFrequency / scale / samplingPeriod);
  return { complex, dtype, scales, frequencies, filters: bank.filters, engine: bank.engine };
}

/** Arrays for coefficients, under the names that a scalogram has for them. */
export type OutputArrays = { readonly data: Signal } | { readonly re: Signal; readonly im: Signal };

/**
 * The caller's arrays, checked, or new ones.
 *
 * @param size - Values of each.
 * @param x - Signal, whose memory they must not share.
 * @param output - What the caller gave.
 * @param create - Makes a new array of the type of the output.
 */
export function outputOf(
  { complex, dtype }: Preparation,
  size: number,
  x: Signal,
  output: unknown,
  create: (dtype: Dtype, length: number) => Signal = createArray,
): OutputArrays {
  const ArrayType = dtype === "float64" ? Float64Array : Float32Array;
  if (complex) {
    const { re, im } = (output ?? { re: create(dtype, size), im: create(dtype, size) }) as Partial<
      Record<"re" | "im", Signal>
    >;
    checkOutput("output.re", re, ArrayType, size, [x]);
    checkOutput("output.im", im, ArrayType, size, [x, re]);
    return { re, im };
  }
  const data = (output ?? create(dtype, size)) as Signal;
  checkOutput("output", data, ArrayType, size, [x]);
  return { data };
}

function createArray(dtype: Dtype, length: number): Signal {
  return dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
}

function checkOutput(
  name: string,
  output: Signal | undefined,
  ArrayType: Float32ArrayConstructor | Float64ArrayConstructor,
  length: number,
  others: readonly Signal[],
): asserts output is Signal {
  if (!(output instanceof ArrayType)) {
    throw new TypeError(`"${name}" must be a ${ArrayType.name}, got ${kind(output)}`);
  }
  if (output.length !== length) throw new RangeError(`"${name}" must have length ${length}, got ${output.length}`);
  for (const other of others) {
    if (
      output.buffer === other.buffer &&
      output.byteOffset < other.byteOffset + other.byteLength &&
      other.byteOffset < output.byteOffset + output.byteLength
    ) {
      throw new RangeError(`"${name}" must not share memory with ${other === others[0] ? '"x"' : '"output.re"'}`);
    }
  }
}
