// Runs in a cross-origin isolated page, where tfjs takes its threaded binary, whose memory is shared.
import "@tensorflow/tfjs-backend-cpu";
import { getThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";

import { installWasmKernels } from "../../src/wasm/index.js";

/** What the test looks at. */
export interface ThreadsReport {
  readonly isolated: boolean;
  readonly threads: number;
  readonly shared: boolean;
  readonly difference: number;
}

async function report(): Promise<ThreadsReport> {
  tf.enableProdMode();
  setWasmPaths("/wasm/");
  await tf.setBackend("wasm");
  await installWasmKernels();
  const model = sequential({
    layers: [
      layers.conv1d({ filters: 6, kernelSize: 3, padding: "same", inputShape: [12, 4] }),
      layers.batchNormalization({}),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.gru({ units: 5, recurrentInitializer: "glorotUniform" }),
      layers.dense({ units: 3, activation: "elu" }),
    ],
  });
  const data = Float32Array.from({ length: 8 * 12 * 4 }, (_, i) => Math.sin(i * i));
  const gradients = async (): Promise<Float32Array[]> => {
    const x = tf.tensor(data, [8, 12, 4]);
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(model.apply(x, { training: true }) as tf.Tensor)));
    return Promise.all(Object.values(grads).map((gradient) => gradient.data<"float32">()));
  };
  const got = await gradients();
  await tf.setBackend("cpu");
  const expected = await gradients();
  const difference = Math.max(...expected.flatMap((array, i) => [...array].map((v, j) => Math.abs(v - got[i]![j]!))));
  const { wasm } = tf.findBackend("wasm") as unknown as { wasm: { HEAPU8: Uint8Array } };
  return {
    isolated: globalThis.crossOriginIsolated,
    threads: getThreadsCount(),
    shared: wasm.HEAPU8.buffer instanceof SharedArrayBuffer,
    difference,
  };
}

Object.assign(globalThis, { report });
