import { describe, expect, it } from "vitest";

import { sharedKernels } from "../../src/wasm/kernels-shared.wasm.js";
import { kernels } from "../../src/wasm/kernels.wasm.js";

const decode = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Numbers of the sections of a binary, in order. */
function sections(binary: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < binary.length;) {
    found.push(binary[at++]!);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]!;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return found;
}

describe.each([
  ["plain", kernels, false],
  ["shared", sharedKernels, true],
] as const)("the %s binary", (_, base64, shared) => {
  it("holds no data of its own, which would overwrite the memory of tfjs", () => {
    const data = 11;
    const dataCount = 12;
    const found = sections(decode(base64));
    expect(found).toContain(10);
    expect(found).not.toContain(data);
    expect(found).not.toContain(dataCount);
  });

  it("imports nothing but a memory of its kind", async () => {
    const binary = decode(base64);
    expect(WebAssembly.Module.imports(await WebAssembly.compile(binary))).toEqual([
      { module: "env", name: "memory", kind: "memory" },
    ]);
    // Without cross-origin isolation a browser makes no shared memory.
    if (shared && typeof SharedArrayBuffer === "undefined") return;
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared });
    const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
    const { setWork, matmul } = instance.exports as Record<string, (...numbers: number[]) => void>;
    const floats = new Float32Array(memory.buffer);
    floats.set([1, 2, 3, 4, 5, 6], 256);
    setWork!(65_536);
    matmul!(1024, 12, 4, 1024, 8, 4, 2048, 8, 2, 2, 3, 0);
    expect([...floats.subarray(512, 516)]).toEqual([22, 28, 49, 64]);
  });
});
