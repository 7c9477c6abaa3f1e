import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { build } from "esbuild";
import { describe, expect, it } from "vitest";

import { root } from "./packages.js";

/** What a page imports, and the most that it may weigh, minified and gzipped, in bytes. Others' packages are not counted. */
const ceilings: [code: string, bytes: number][] = [
  ['export { cwt } from "@wader/cwt"', 17_500],
  ['export * from "@wader/cwt"', 30_000],
  ['export { scale2frequency } from "@wader/cwt"', 2_600],
  ['export { decodeWav, resample, toMono, trim } from "@wader/dsp"', 4_800],
  ['export * from "@wader/dsp"', 8_200],
  ['export { buildAutoencoder } from "@wader/models"', 1_000],
  ['export * from "@wader/models"', 25_000],
  ['export * from "@wader/models/wasm"', 40_000],
  ['export * from "@wader/ravdess"', 5_000],
];

/** Bytes of a bundle, minified and gzipped. */
async function weigh(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}/examples` },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    external: ["@tensorflow/*", "ndarray"],
    logLevel: "silent",
  });
  return (await promisify(gzip)(outputFiles[0]!.contents, { level: 9 })).length;
}

describe("bundles", () => {
  it.each(ceilings)("of %s stay under %i bytes", async (contents, bytes) => {
    expect(await weigh(contents)).toBeLessThan(bytes);
  });

  it("of cwt weigh what the badge in the README says, to half a kilobyte", async () => {
    const readme = await readFile(`${root}/README.md`, "utf8");
    const said = Number(/badge\/cwt-([\d.]+)%20kB/.exec(readme)![1]);
    expect(Math.abs((await weigh('export { cwt } from "@wader/cwt"')) / 1000 - said)).toBeLessThan(0.5);
  });
});
