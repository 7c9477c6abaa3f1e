import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { root } from "./packages.js";
import { titleInChromium } from "./title-in-chromium.js";

describe("the guide to real time", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-guide-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("has a page and a worker that show a microphone", async () => {
    const text = await readFile(join(root, "docs", "real-time.md"), "utf8");
    const blocks = [...text.matchAll(/^```js browser\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
    expect(blocks).toHaveLength(2);
    const [page, worker] = blocks as [string, string];

    // The page as it stands, with an import map, as the guide says; workers have none, and so are bundled.
    await cp(join(root, "packages", "cwt", "dist"), join(folder, "cwt"), { recursive: true });
    const imports = {
      "@wader/cwt/capture": "/cwt/capture.js",
      "@wader/cwt/capture-worklet": "/cwt/capture-worklet.js",
    };
    await writeFile(join(folder, "page.js"), page);
    await writeFile(
      join(folder, "index.html"),
      `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script>` +
        '<script type="module" src="page.js"></script>',
    );
    await build({
      stdin: { contents: worker, resolveDir: join(root, "examples") },
      bundle: true,
      format: "esm",
      outfile: join(folder, "scalogram-worker.js"),
      logLevel: "silent",
    });
    expect(await titleInChromium(folder, { microphone: true })).toMatch(/^\d+\.\d s, -?\d+ dB$/);
  });
});
