import { describe, expect, it } from "vitest";

import { filterBankOf } from "../../src/engine/filter-bank.js";
import type { FilterBankOptions } from "../../src/engine/filter-bank.js";
import { wavelet } from "../../src/wavelet.js";

const options = (over: Partial<FilterBankOptions> = {}): FilterBankOptions => ({
  wavelet: "morl",
  scales: Float64Array.of(2, 3, 5),
  precision: 8,
  dtype: "float32",
  ...over,
});

describe("filterBankOf", () => {
  it("gives the same bank for equal options", () => {
    expect(filterBankOf(options())).toBe(filterBankOf(options()));
    const own = wavelet("mexh");
    expect(filterBankOf(options({ wavelet: own }))).toBe(filterBankOf(options({ wavelet: own })));
  });

  it.each([
    ["wavelet", { wavelet: "mexh" }],
    ["scales", { scales: Float64Array.of(2, 3, 6) }],
    ["number of scales", { scales: Float64Array.of(2, 3) }],
    ["precision", { precision: 9 }],
    ["dtype", { dtype: "float64" }],
  ] as const)("gives another bank for another %s", (_, over) => {
    expect(filterBankOf(options(over))).not.toBe(filterBankOf(options()));
  });

  it("keeps a copy of the scales", () => {
    const scales = Float64Array.of(4, 5);
    const bank = filterBankOf(options({ scales }));
    scales[0] = 9;
    expect(filterBankOf(options({ scales: Float64Array.of(4, 5) }))).toBe(bank);
  });

  it("forgets the bank that was used the longest time ago, when there are more than eight", () => {
    const first = filterBankOf(options({ scales: Float64Array.of(1.5) }));
    const second = filterBankOf(options({ scales: Float64Array.of(2.5) }));
    expect(filterBankOf(options({ scales: Float64Array.of(1.5) }))).toBe(first);
    for (let i = 0; i < 7; i++) filterBankOf(options({ scales: Float64Array.of(10 + i) }));
    expect(filterBankOf(options({ scales: Float64Array.of(1.5) }))).toBe(first);
    expect(filterBankOf(options({ scales: Float64Array.of(2.5) }))).not.toBe(second);
  });

  it("forgets banks when their spectra take more than 32 MB together", () => {
    const use = (scale: number) => {
      const bank = filterBankOf(options({ scales: Float64Array.from({ length: 80 }, (_, i) => scale + i) }));
      bank.engine.forEachBlock(new Float32Array(100_000), 100_000, () => undefined);
      return bank;
    };
    const first = use(300);
    const banks = [use(380), use(460), use(540)];
    filterBankOf(options());
    expect(first.engine.bytes + banks.reduce((sum, bank) => sum + bank.engine.bytes, 0)).toBeGreaterThan(32 * 2 ** 20);
    expect(filterBankOf(options({ scales: Float64Array.from({ length: 80 }, (_, i) => 300 + i) }))).not.toBe(first);
  });
});
