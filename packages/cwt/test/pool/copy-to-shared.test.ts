import { describe, expect, it } from "vitest";

import { copyToShared } from "../../src/pool/copy-to-shared.js";

describe.skipIf(typeof SharedArrayBuffer !== "function")("copyToShared", () => {
  const arrays = [
    { bytes: 4, create: (buffer: SharedArrayBuffer, offset: number) => new Float32Array(buffer, offset) },
    { bytes: 8, create: (buffer: SharedArrayBuffer, offset: number) => new Float64Array(buffer, offset) },
  ];

  it.each(arrays)(
    "copies numbers of $bytes bytes to any place from any place, and touches no other",
    ({ bytes, create }) => {
      const source = create(new SharedArrayBuffer(40 * bytes), 0);
      source.forEach((_, i) => (source[i] = i + 1));
      for (const from of [0, 1, 2, 3]) {
        for (const at of [0, 1, 2, 3]) {
          for (const begin of [0, 1]) {
            const target = create(new SharedArrayBuffer(24 * bytes), begin * bytes);
            const values = source.slice(from, from + 17);
            copyToShared(values, target, at);
            const expected = Array.from({ length: target.length }, (_, i) => (i < at ? 0 : (values[i - at] ?? 0)));
            expect([...target]).toEqual(expected);
          }
        }
      }
    },
  );

  it("rounds float64 to float32", () => {
    const target = new Float32Array(new SharedArrayBuffer(12));
    copyToShared(Float64Array.of(0.1, 0.2), target, 1);
    expect([...target]).toEqual([0, Math.fround(0.1), Math.fround(0.2)]);
  });
});
