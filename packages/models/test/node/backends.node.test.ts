import { execFile } from "node:child_process";
import { promisify } from "node:util";

import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";

import { memoryCheckpoints } from "../../src/checkpoint.js";
import type { History, Progress } from "../../src/history.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { useWasm } from "../../src/node/use-wasm.js";
import { trainAutoencoder } from "../../src/train-autoencoder.js";
import { type ClassifierTrainOptions, trainClassifier } from "../../src/train-classifier.js";
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

  it("gives the layers and optimisers of both networks its fused kernels", async () => {
    await useWasm();
    const { kernelNames } = await tf.profile(async () => {
      await run();
      return tf.scalar(0);
    });
    expect([...new Set(kernelNames)].filter((name) => name.startsWith("Wader")).sort()).toEqual(
      expect.arrayContaining([
        "WaderAdam",
        "WaderBatchNormalization",
        "WaderBatchNormalizationGradient",
        "WaderLstm",
        "WaderLstmGradient",
      ]),
    );
  });

  it("trains twice to the same figures", async () => {
    await useWasm();
    expect(await run()).toEqual(await run());
  });
});

function train(extra: ClassifierTrainOptions): Promise<History> {
  return trainClassifier(tinyClassifier(), tinyLatents(16, 1), { epochs: 3, batchSize: 4, ...extra });
}

describe("a run that was stopped on the wasm backend", () => {
  it("goes on to the same figures as one that was not", async () => {
    await useWasm();
    const whole = await train({});
    const store = memoryCheckpoints();
    const controller = new AbortController();
    const onProgress = ({ epoch, step }: Progress): void => {
      if (epoch === 2 && step === 3) controller.abort();
    };
    const stopped = await train({ checkpoints: { store }, signal: controller.signal, onProgress });
    expect(stopped.stopped).toBe("aborted");
    const resumed = await train({ checkpoints: { store, resume: true } });
    expect(resumed.epochs.map(({ training }) => training)).toEqual(whole.epochs.map(({ training }) => training));
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
