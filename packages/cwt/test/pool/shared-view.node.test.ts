import { describe, expect, it } from "vitest";

import { openView, viewOf } from "../../src/pool/shared-view.js";

describe("a view of shared memory", () => {
  it("keeps its place and kind", () => {
    const numbers = Float64Array.from({ length: 8 }, (_, i) => i);
    const buffer = new SharedArrayBuffer(numbers.byteLength);
    new Float64Array(buffer).set(numbers);
    const view = new Float64Array(buffer, 16, 3);
    expect(openView(structuredClone(viewOf(view)))).toEqual(Float64Array.of(2, 3, 4));
  });

  it("keeps its length beyond 4 GiB", () => {
    // Pages that nobody touches take no memory.
    const view = new Float32Array(new SharedArrayBuffer(2 ** 32 + 64));
    const opened = openView(structuredClone(viewOf(view)));
    expect(opened).toHaveLength(view.length);
    opened[view.length - 1] = 7;
    expect(view[view.length - 1]).toBe(7);
  });
});
