import { layers, sequential } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";

import { buildAutoencoder } from "../src/autoencoder.js";
import { useCpu } from "../src/node/use-cpu.js";
import { checkBackend, checkInput, checkReconstruction } from "../src/shape-check.js";
import { installWasmKernels, uninstallWasmKernels } from "../src/wasm/index.js";
import { useStockWasm } from "./backends.js";

beforeAll(useCpu);

describe("checkInput", () => {
  it("accepts any length where the model does", () => {
    const autoencoder = buildAutoencoder({ scales: 6 });
    expect(() => checkInput("frames", autoencoder, [17, 6])).not.toThrow();
    expect(() => checkInput("frames", autoencoder, [17, 7])).toThrow(
      new RangeError('"frames" must have the shape [any, 6] of the model\'s input, got [17, 7]'),
    );
  });
});

describe("checkReconstruction", () => {
  it("rejects a model that does not give back the shape it takes", () => {
    const network = sequential({ layers: [layers.dense({ units: 2, inputShape: [4, 3] })] });
    expect(() => checkReconstruction("autoencoder", network)).toThrow(
      new RangeError('"autoencoder" must have the shape [4, 3] of the model\'s output, got [4, 2]'),
    );
  });
});

describe("checkBackend", () => {
  it("rejects the wasm backend without the corrected kernels, and says what to call", async () => {
    await useStockWasm();
    expect(() => checkBackend()).toThrow(
      new Error(
        "tfjs' wasm backend computes wrong gradients: call installWasmKernels() from @wader/models/wasm before training, or useWasm() from @wader/models/node",
      ),
    );
    await installWasmKernels();
    expect(() => checkBackend()).not.toThrow();
    uninstallWasmKernels();
    await useCpu();
    expect(() => checkBackend()).not.toThrow();
  });
});
