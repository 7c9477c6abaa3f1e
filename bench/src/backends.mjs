/**
 * One training step of both networks on every backend that `@wader/models` takes: tfjs' plain JavaScript, wasm with the kernels
 * of this package, and webgpu on whichever adapter is there. Each in a process of its own, after a step that warms up.
 * `training.mjs` compares wasm as it comes, ours and PyTorch at full length.
 *
 *   node bench/src/backends.mjs [--batch 2] [--timeSteps 64] [--steps 1]
 *
 * WebGPU on a software adapter: VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json. Short frames, since plain
 * JavaScript and software adapters are slow.
 */
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { buildAutoencoder, buildLatentClassifier, trainAutoencoder, trainClassifier } from "@wader/models";
import { useCpu, useWasm, useWebGpu } from "@wader/models/node";

const { values } = parseArgs({
  options: {
    batch: { type: "string", default: "2" },
    timeSteps: { type: "string", default: "64" },
    steps: { type: "string", default: "1" },
    backend: { type: "string" },
    network: { type: "string" },
  },
});
const [batchSize, timeSteps, steps] = [values.batch, values.timeSteps, values.steps].map(Number);

const backends = {
  "cpu, `useCpu()`": useCpu,
  "wasm, `useWasm()`": useWasm,
  "webgpu, `useWebGpu()`": useWebGpu,
};

/** Least time of a step, in milliseconds a frame. */
async function measure(network) {
  const channels = network === "autoencoder" ? 125 : 8;
  const length = batchSize * (steps + 1);
  const frames = {
    length,
    frameShape: [timeSteps, channels],
    read: (indices) =>
      Float32Array.from({ length: indices.length * timeSteps * channels }, (_, i) => Math.sin(i * i * 0.37)),
  };
  const times = [];
  let last;
  const onProgress = () => {
    const now = performance.now();
    if (last !== undefined) times.push((now - last) / batchSize);
    last = now;
  };
  const options = { epochs: 1, batchSize, seed: 1, onProgress };
  if (network === "autoencoder") await trainAutoencoder(buildAutoencoder({ seed: 1 }), frames, options);
  else {
    const labels = Int32Array.from({ length }, (_, i) => i % 8);
    await trainClassifier(buildLatentClassifier({ seed: 1 }), { frames, labels }, options);
  }
  return Math.min(...times);
}

async function adapterName() {
  const { vendor, description } = (await globalThis.navigator.gpu.requestAdapter()).info;
  return [vendor, description].filter(Boolean).join(", ");
}

if (values.backend === undefined) {
  console.log(`${cpus()[0].model}, Node ${process.version}, batches of ${batchSize} frames of ${timeSteps} time steps`);
  console.log("| one training step, ms a frame | autoencoder | classifier |\n|---|---|---|");
  for (const backend of Object.keys(backends)) {
    const cells = [];
    let adapter = "";
    for (const network of ["autoencoder", "classifier"]) {
      const parameters = ["--batch", values.batch, "--timeSteps", values.timeSteps, "--steps", values.steps];
      const script = [fileURLToPath(import.meta.url), "--backend", backend, "--network", network, ...parameters];
      const { stdout, stderr, status } = spawnSync(process.execPath, script, { encoding: "utf8" });
      const line = stdout.trim().split("\n").at(-1);
      if (status === 0) {
        const result = JSON.parse(line);
        cells.push(result.least.toFixed(1));
        adapter = result.adapter === undefined ? "" : ` on ${result.adapter}`;
      } else cells.push((line || stderr.trim().split("\n").at(-1)).slice(0, 40));
    }
    console.log(`| ${backend}${adapter} | ${cells.join(" | ")} |`);
  }
  console.log(`load average ${loadavg()[0].toFixed(1)}`);
} else {
  try {
    await backends[values.backend]();
    const least = await measure(values.network);
    const adapter = values.backend.startsWith("webgpu") ? await adapterName() : undefined;
    console.log(JSON.stringify({ least, adapter }));
    process.exit();
  } catch (error) {
    console.log(error.message);
    process.exit(1);
  }
}
