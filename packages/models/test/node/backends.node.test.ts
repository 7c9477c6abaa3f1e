import { execFile } from "node:child_process";
import { promisify } from "node:util";

import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";

import { useCpu } from "../../src/node/use-cpu.js";
import { useWasm } from "../../src/node/use-wasm.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { trainClassifier } from "../../src/train-classifier.js";
import { uninstallWasmKernels, wasmKernelsInstalled } from "../../src/wasm/index.js";
import { tinyAutoencoder, tinyClassifier, tinyFrames, tinyLatents } from "../tiny.js";

afterEach(uninstallWasmKernels);

async function run(): Promise<number[]> {
  const options = { epochs: 3, batchSize: 4 };
  const one = await trainAutoencoder(tinyAutoencoder(), tinyFrames(16, 1), options);
  const two = await trainClassifier(tinyClassifier(), tinyLatents(16, 1), options);
  return [...one.epochs, ...two.epochs].map(({ training }) => training["loss"]!);
}

describe("useWasm", () => {
  it("gives a backend that trains to the figures of the cpu backend, to rounding", async () => {
    await useCpu();
    const expected = await run();
    await useWasm();
    expect(tf.getBackend()).toBe("wasm");
    expect(wasmKernelsInstalled()).toBe(true);
    // Twelve steps of Adam in float32.
    for (const [i, loss] of (await run()).entries()) expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-4);
  });

  it("trains twice to the same figures", async () => {
    await useWasm();
    expect(await run()).toEqual(await run());
  });
});

describe("useCpu", () => {
  it("prints nothing in a process of its own, and leaves tfjs' flags alone", async () => {
    const script = `
      import * as tf from "@tensorflow/tfjs-core";
      import { buildAutoencoder } from "@wader/models";
      import { useCpu } from "@wader/models/node";
      await useCpu();
      buildAutoencoder().predict(tf.zeros([1, 1, 125]));
      if (tf.env().getBool("IS_TEST")) console.error("flag left set");
    `;
    const cwd = new URL("../..", import.meta.url);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd,
    });
    expect([stdout, stderr]).toEqual(["", ""]);
  });
});
