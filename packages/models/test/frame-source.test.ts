import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  arraySource,
  BatchReader,
  createRoom,
  type FrameSource,
  readBatches,
  readChecked,
  type Room,
  subsetSource,
} from "../src/frame-source.js";

const context = { epoch: 0 };
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i);

describe("arraySource", () => {
  it("reads frames in the order asked for", async () => {
    const source = arraySource(numbers(12), [3, 2, 2]);
    expect(source.length).toBe(3);
    expect([...(await source.read(Int32Array.of(2, 0), context))]).toEqual([8, 9, 10, 11, 0, 1, 2, 3]);
  });

  it("rejects a shape that does not fit the data", () => {
    expect(() => arraySource(numbers(11), [3, 2, 2])).toThrow(
      new RangeError('"data" must hold 3 x 2 x 2 = 12 numbers, got 11'),
    );
  });

  it("rejects an empty shape", () => {
    expect(() => arraySource(numbers(0), [0, 2, 2])).toThrow(
      new RangeError('"shape" must be a positive integer, got 0'),
    );
  });

  it("rejects an index beyond its end", () => {
    expect(() => arraySource(numbers(4), [2, 1, 2]).read(Int32Array.of(2), context)).toThrow(
      new RangeError('"indices" must hold integers from 0 to 1, got 2 at index 0'),
    );
  });
});

describe("subsetSource", () => {
  it("reads the chosen frames", async () => {
    const subset = subsetSource(arraySource(numbers(8), [4, 1, 2]), [3, 1]);
    expect(subset.length).toBe(2);
    expect(subset.frameShape).toEqual([1, 2]);
    expect([...(await subset.read(Int32Array.of(1, 0), context))]).toEqual([2, 3, 6, 7]);
  });

  it("keeps the source's own order of visits", () => {
    const source: FrameSource = { ...arraySource(numbers(8), [4, 1, 2]), order: () => Int32Array.of(2, 3, 0, 1) };
    expect([...subsetSource(source, [0, 3, 2]).order!(Math.random)]).toEqual([2, 1, 0]);
  });

  it("rejects no frames", () => {
    expect(() => subsetSource(arraySource(numbers(2), [1, 1, 2]), [])).toThrow(
      new RangeError('"indices" must not be empty'),
    );
  });

  it("rejects a frame that the source has not", () => {
    expect(() => subsetSource(arraySource(numbers(2), [1, 1, 2]), [1])).toThrow(
      new RangeError('"indices" must hold integers from 0 to 0, got 1 at index 0'),
    );
  });
});

describe("readChecked", () => {
  it.each([NaN, Infinity, -Infinity])("rejects a frame with %d, and names it", async (value) => {
    const data = numbers(8);
    data[6] = value;
    await expect(readChecked(arraySource(data, [4, 1, 2]), Int32Array.of(0, 3), context)).rejects.toThrow(
      new RangeError(`"frames" must be finite, got ${value} in frame 3`),
    );
  });

  it("rejects a source that reads fewer numbers than it says", async () => {
    const source: FrameSource = { length: 2, frameShape: [1, 2], read: () => new Float32Array(3) };
    await expect(readChecked(source, Int32Array.of(0, 1), context)).rejects.toThrow(
      new RangeError('"frames" must read 2 frames of 1 x 2 numbers, got 3 numbers'),
    );
  });
});

describe("BatchReader", () => {
  const order = Int32Array.of(4, 3, 2, 1, 0);
  const read = async (source: FrameSource, room?: Room): Promise<Float32Array[]> => {
    const reader = new BatchReader(source, order, 2, context, room);
    const batches: Float32Array[] = [];
    for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
      reader.prefetch();
      // The batch that is read meanwhile must not touch this one.
      await Promise.resolve();
      expect([...batch.data]).toEqual([...batch.indices]);
      batches.push(batch.data);
    }
    return batches;
  };
  const filling = arraySource(numbers(5), [5, 1, 1]);
  const making: FrameSource = { ...filling, read: (indices) => Float32Array.from(indices) };

  it("offers a source the same room for every other batch", async () => {
    const [first, second, third] = await read(filling);
    expect(third!.buffer).toBe(first!.buffer);
    expect(second!.buffer).not.toBe(first!.buffer);
  });

  it("leaves batches where a source puts them", async () => {
    const buffers = (await read(making)).map(({ buffer }) => buffer);
    expect(new Set(buffers).size).toBe(3);
  });

  it.each([
    ["offered", filling],
    ["not used", making],
  ])("puts batches where they must lie, whether the room is %s", async (_, source) => {
    const shared: ArrayBufferLike[] = [];
    const room = createRoom((length) => {
      const numbersOfBatch = new Float32Array(new SharedArrayBuffer(4 * length));
      shared.push(numbersOfBatch.buffer);
      return numbersOfBatch;
    });
    for (const { buffer } of await read(source, room)) expect(shared).toContain(buffer);
  });
});

describe("readBatches", () => {
  it("gives every frame once in order, whatever the size of the batches", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 25 }), async (length, size) => {
        const order = Int32Array.from({ length }, (_, i) => length - 1 - i);
        const read: number[] = [];
        for await (const { indices, data } of readBatches(
          arraySource(numbers(length), [length, 1, 1]),
          order,
          size,
          context,
        )) {
          expect(indices.length).toBeLessThanOrEqual(size);
          expect([...data]).toEqual([...indices]);
          read.push(...indices);
        }
        expect(read).toEqual([...order]);
      }),
    );
  });

  it("requests one batch ahead and no more", async () => {
    let requested = 0;
    const source: FrameSource = {
      length: 10,
      frameShape: [1, 1],
      read: (indices) => {
        requested += 1;
        return Promise.resolve(new Float32Array(indices.length));
      },
    };
    const seen: number[] = [];
    for await (const batch of readBatches(
      source,
      Int32Array.from({ length: 10 }, (_, i) => i),
      3,
      context,
    )) {
      seen.push(batch.indices.length, requested);
    }
    expect(seen).toEqual([3, 2, 3, 3, 3, 4, 1, 4]);
  });

  it("passes on a failure of the source when its batch is due", async () => {
    const source: FrameSource = {
      length: 2,
      frameShape: [1, 1],
      read: ([index]) => (index === 1 ? Promise.reject(new Error("disk gone")) : new Float32Array(1)),
    };
    const batches = readBatches(source, Int32Array.of(0, 1), 1, context);
    expect((await batches.next()).value!.data).toEqual(new Float32Array(1));
    await expect(batches.next()).rejects.toThrow(new Error("disk gone"));
  });
});
