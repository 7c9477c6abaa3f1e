import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWasmKernels, uninstallWasmKernels } from "../../src/wasm/index.js";
import { useWasm } from "./backend.js";

beforeAll(async () => {
  await useWasm();
  await installWasmKernels();
});
afterAll(uninstallWasmKernels);

describe("a clone", () => {
  it("shares its values and outlives what it was made from", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const { numDataBuffers } = tf.memory();
    const y = tf.clone(x);
    const z = tf.cast(y, "float32");
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    x.dispose();
    y.dispose();
    expect([...z.dataSync()]).toEqual([1, 2, 3]);
    z.dispose();
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers - 1);
  });

  it("of a variable keeps the values of its time", () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const before = tf.clone(v);
    v.assign(tf.tensor1d([3, 4]));
    expect([...before.dataSync()]).toEqual([1, 2]);
    tf.dispose([v, before]);
  });
});

describe("cast", () => {
  it("to another type converts", () => {
    expect([...tf.cast(tf.tensor1d([1.7, -1.7, 0]), "int32").dataSync()]).toEqual([1, -1, 0]);
    expect([...tf.cast(tf.tensor1d([2, 0], "int32"), "float32").dataSync()]).toEqual([2, 0]);
  });
});
