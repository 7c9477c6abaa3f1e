import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

/** The software adapter that Debian's chromium brings, with the loader that it needs. */
const chromium = "/usr/lib/chromium";
const swiftShader = existsSync(`${chromium}/vk_swiftshader_icd.json`)
  ? { VK_ICD_FILENAMES: `${chromium}/vk_swiftshader_icd.json`, LD_LIBRARY_PATH: chromium }
  : {};

/** Two epochs of both networks, tiny, with the shapes that the kernels differ in. */
const training = `
  const wave = (count, channels) =>
    Float32Array.from({ length: count * 8 * channels }, (_, i) => Math.sin(i * i * 0.37) + (Math.floor(i / 40) % 3));
  const options = { epochs: 2, batchSize: 8, seed: 1, optimizer: { name: "sgd", learningRate: 0.05 } };
  const autoencoder = buildAutoencoder({ scales: 6, units: [8, 2], decoderUnits: [8], seed: 1 });
  const classifier = buildLatentClassifier({ latentUnits: 3, filters: [4], lstmUnits: 4, denseUnits: 4, classes: 2, seed: 1 });
  const one = await trainAutoencoder(autoencoder, arraySource(wave(8, 6), [8, 8, 6]), options);
  const frames = arraySource(wave(8, 3), [8, 8, 3]);
  const two = await trainClassifier(classifier, { frames, labels: [0, 1, 1, 0, 0, 1, 1, 0] }, options);
  const losses = [...one.epochs, ...two.epochs].map(({ training }) => training.loss);
  process.stdout.write(JSON.stringify({ backend: getBackend(), losses }));
`;

interface Outcome {
  readonly backend: string;
  readonly losses: readonly number[];
}

/** Runs a script in a process of its own, which Dawn would keep alive; the result is what it prints, or its error's message. */
async function run(script: string, environment: NodeJS.ProcessEnv = {}): Promise<{ out: string; error: string }> {
  const whole = `
    import { getBackend } from "@tensorflow/tfjs-core";
    import { arraySource, buildAutoencoder, buildLatentClassifier, trainAutoencoder, trainClassifier } from "@wader/models";
    import { useCpu, useWebGpu } from "@wader/models/node";
    try { ${script} } catch (error) { process.stdout.write(error.message); process.exitCode = 1; }
    process.exit();
  `;
  const cwd = new URL("../..", import.meta.url);
  const env = { ...process.env, ...environment };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", whole], { cwd, env });
    return { out: stdout, error: "" };
  } catch (error) {
    return { out: "", error: (error as { stdout: string }).stdout };
  }
}

const noAdapter =
  "No adapter for WebGPU was found: it needs a driver for Vulkan, Metal or Direct3D 12, or a software adapter such as SwiftShader";

describe("useWebGpu", () => {
  // Software adapters compile hundreds of shaders for these steps.
  it("gives a backend that trains both networks to the figures of the cpu backend, to rounding", async (context) => {
    const { out, error } = await run(`await useWebGpu(); ${training}`, swiftShader);
    context.skip(error === noAdapter, "no adapter here, not even a software one");
    expect(error).toBe("");
    const [got, expected] = [out, (await run(`await useCpu(); ${training}`)).out].map(
      (text) => JSON.parse(text) as Outcome,
    );
    expect([got!.backend, expected!.backend]).toEqual(["webgpu", "cpu"]);
    expect(got!.losses).toHaveLength(4);
    // Two steps of gradient descent in float32.
    for (const [i, loss] of got!.losses.entries()) expect(Math.abs(loss / expected!.losses[i]! - 1)).toBeLessThan(1e-4);
  }, 180_000);

  it("says so where there is no adapter", async () => {
    const none = { VK_ICD_FILENAMES: "/none.json", VK_DRIVER_FILES: "/none.json" };
    expect(await run("await useWebGpu();", none)).toEqual({ out: "", error: noAdapter });
  });
});
