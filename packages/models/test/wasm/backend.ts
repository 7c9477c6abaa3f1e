import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
// In Node it is tfjs-layers that registers the gradients.
import "@tensorflow/tfjs-layers";

// tfjs greets on the console when its cpu backend is first used, except in production.
tf.enableProdMode();

/** Makes wasm the backend. In Node it finds its binaries itself; in the browser the test server, at the root, has them. */
export async function useWasm(): Promise<void> {
  if (typeof window !== "undefined" && tf.findBackend("wasm") === null) {
    setWasmPaths("/packages/models/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  }
  await tf.setBackend("wasm");
}
