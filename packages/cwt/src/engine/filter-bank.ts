import { waveletFilter } from "../filter.js";
import type { WaveletFilter } from "../filter.js";
import { centralFrequency } from "../frequency.js";
import type { Dtype } from "../scalogram.js";
import { wavelet } from "../wavelet.js";
import type { Wavelet, WaveletName } from "../wavelet.js";
import { createEngine } from "./engine.js";
import type { Engine } from "./engine.js";
import { fastestTransform } from "./transforms.js";

/** Filters of a wavelet at some scales, ready to convolve signals of any length with. */
export interface FilterBank {
  /** Frequency at which the wavelet's spectrum is largest, in cycles per unit of x. */
  readonly centralFrequency: number;
  readonly filters: readonly WaveletFilter[];
  readonly engine: Engine;
}

/** What a bank depends on. */
export interface FilterBankOptions {
  readonly wavelet: WaveletName | Wavelet;
  readonly scales: Float64Array;
  readonly precision: number;
  readonly dtype: Dtype;
}

interface Entry {
  readonly options: FilterBankOptions;
  readonly bank: FilterBank;
}

/** Banks that are kept, and the bytes of their spectra altogether; one bank is kept whatever its size. */
const MOST_BANKS = 8;
const MOST_BYTES = 32 * 2 ** 20;

// Oldest first.
const entries: Entry[] = [];

/**
 * The bank for some options; those used last are kept, so that transforms without a plan find their tables, for signals
 * of any length. A wavelet object is known again by its identity.
 */
export function filterBankOf(options: FilterBankOptions): FilterBank {
  const at = entries.findIndex((entry) => isSame(entry.options, options));
  const [entry = createEntry(options)] = at < 0 ? [] : entries.splice(at, 1);
  entries.push(entry);
  let bytes = entries.reduce((sum, { bank }) => sum + bank.engine.bytes, 0);
  while (entries.length > 1 && (entries.length > MOST_BANKS || bytes > MOST_BYTES)) {
    bytes -= entries.shift()!.bank.engine.bytes;
  }
  return entry.bank;
}

function isSame(a: FilterBankOptions, b: FilterBankOptions): boolean {
  return (
    a.wavelet === b.wavelet &&
    a.precision === b.precision &&
    a.dtype === b.dtype &&
    a.scales.length === b.scales.length &&
    a.scales.every((scale, i) => scale === b.scales[i])
  );
}

function createEntry(options: FilterBankOptions): Entry {
  const { precision, dtype } = options;
  const scales = options.scales.slice();
  const mother = wavelet(options.wavelet);
  const filters = Array.from(scales, (scale) => waveletFilter(mother, scale, precision));
  const engine = createEngine(filters, fastestTransform(dtype));
  return {
    options: { ...options, scales },
    bank: { centralFrequency: centralFrequency(mother, { precision }), filters, engine },
  };
}
