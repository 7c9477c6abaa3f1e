import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

/** Bytes of a page's bundle that imports `cwt` and nothing else, minified and gzipped. */
export async function bundleSize() {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { cwt } from "@wader/cwt";',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}
