import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { openRingWriter } from "../src/capture-worklet.js";
import { createRing, openRing } from "../src/ring.js";

const counting = (from: number, length: number) => Float32Array.from({ length }, (_, i) => from + i);
const missing = typeof SharedArrayBuffer === "undefined";

describe.skipIf(missing)("a ring", () => {
  it("gives what was written, in order, and says what was lost and where", () => {
    fc.assert(
      // Quanta of one length, as an audio thread writes them, and reads between them.
      fc.property(fc.integer({ min: 1, max: 256 }), fc.array(fc.boolean(), { maxLength: 60 }), (length, reads) => {
        const ring = createRing(256);
        const write = openRingWriter(ring);
        const reader = openRing(ring);
        let waiting: number[] = [];
        let written = 0;
        // Next sample that a reader without losses would see.
        let next = 0;
        for (const read of reads) {
          write(counting(written, length));
          if (waiting.length + length <= 256) waiting.push(...counting(written, length));
          written += length;
          if (!read) continue;
          const { samples, lost } = reader.read();
          expect([...samples]).toEqual(waiting);
          expect(lost).toBe(samples.length > 0 ? samples[0]! - next : 0);
          next = samples.length > 0 ? samples.at(-1)! + 1 : next;
          waiting = [];
        }
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it("goes on where its counts wrap around", () => {
    const ring = createRing(256);
    new Int32Array(ring).fill(2 ** 31 - 100, 0, 2);
    const write = openRingWriter(ring);
    const reader = openRing(ring);
    for (let from = 0; from < 1000; from += 200) {
      write(counting(from, 200));
      expect(reader.read()).toEqual({ samples: counting(from, 200), lost: 0 });
    }
  });

  it("counts the samples that found no room, and says so with those that follow them", () => {
    const ring = createRing(256);
    const write = openRingWriter(ring);
    const reader = openRing(ring);
    write(counting(0, 200));
    write(counting(200, 100));
    write(counting(300, 100));
    expect(reader.read()).toEqual({ samples: counting(0, 200), lost: 0 });
    expect(reader.read()).toEqual({ samples: counting(0, 0), lost: 0 });
    write(counting(400, 50));
    expect(reader.read()).toEqual({ samples: counting(400, 50), lost: 200 });
    write(counting(450, 50));
    expect(reader.read()).toEqual({ samples: counting(450, 50), lost: 0 });
  });

  it("holds a power of two, and at least two quanta", () => {
    const capacities = [1, 256, 257, 32_000].map((capacity) => (createRing(capacity).byteLength - 16) / 4);
    expect(capacities).toEqual([256, 256, 512, 32_768]);
  });

  it.each([0, -1, 1.5, Number.NaN])("rejects a capacity of %d", (capacity) => {
    expect(() => createRing(capacity)).toThrow(
      new RangeError(`"capacity" must be an integer from 1 to 268435456, got ${capacity}`),
    );
  });
});
