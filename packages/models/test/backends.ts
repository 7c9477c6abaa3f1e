import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** Selects tfjs' wasm backend as it comes. In Node it finds its binaries itself; in the browser the test server has them. */
export async function useStockWasm(): Promise<void> {
  if (typeof window !== "undefined" && tf.findBackend("wasm") === null) {
    setWasmPaths("/packages/models/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  }
  await tf.setBackend("wasm");
}
