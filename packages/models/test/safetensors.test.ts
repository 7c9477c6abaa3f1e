import { describe, expect, it } from "vitest";

import { CheckpointError } from "../src/errors.js";
import { decodeSafetensors, encodeSafetensors } from "../src/safetensors.js";

const content = {
  tensors: {
    "weights/a": { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    "weights/b": { shape: [], data: Float32Array.of(0.5) },
    "weights/none": { shape: [0, 3], data: new Float32Array(0) },
  },
  metadata: { note: "größer" },
};

describe("safetensors", () => {
  it("come back as they were written", () => {
    expect(decodeSafetensors(encodeSafetensors(content))).toEqual(content);
  });

  it("have the layout of the specification: length, padded JSON, little-endian values", () => {
    const bytes = encodeSafetensors({ tensors: { x: { shape: [1], data: Float32Array.of(1) } }, metadata: {} });
    const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect(header.length % 8).toBe(0);
    expect([...bytes.subarray(0, 8)]).toEqual([header.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + header.length))).toBe(header);
    expect([...bytes.subarray(8 + header.length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it("are read from the middle of a buffer", () => {
    const bytes = encodeSafetensors(content);
    const within = new Uint8Array(bytes.length + 3);
    within.set(bytes, 3);
    expect(decodeSafetensors(within.subarray(3))).toEqual(content);
  });

  it("are rejected wherever they are cut short", () => {
    const bytes = encodeSafetensors(content);
    for (const length of [0, 7, 8, 50, bytes.length - 1]) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(CheckpointError);
    }
  });

  it("are rejected with a header that is not JSON", () => {
    const bytes = encodeSafetensors(content);
    bytes[8] = 0x78;
    expect(() => decodeSafetensors(bytes)).toThrow(
      new CheckpointError("the file is not a checkpoint: its header cannot be read"),
    );
  });

  it("are rejected with another type than float32", () => {
    const header = '{"x":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}  ';
    const bytes = new Uint8Array(8 + header.length + 2);
    bytes[0] = header.length;
    bytes.set(new TextEncoder().encode(header), 8);
    expect(() => decodeSafetensors(bytes)).toThrow(new CheckpointError('"x" must be of type F32, got F16'));
  });
});
