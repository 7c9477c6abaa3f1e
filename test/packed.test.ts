import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { clipWav } from "./clip.js";
import { packages, root } from "./packages.js";
import { titleInChromium } from "./title-in-chromium.js";

const run = promisify(execFile);
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const peers = ["core", "layers", "backend-wasm"].map((part) => `@tensorflow/tfjs-${part}@4.22.0`);

const manifestOf = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(root, "packages", name, "package.json"), "utf8")) as Manifest;

interface Attw {
  readonly analysis: {
    readonly entrypoints: Readonly<Record<string, unknown>>;
    readonly problems: readonly { readonly kind: string; readonly resolutionKind?: string }[];
  };
}

/** What a user can write after `import`: every entry but the manifest itself. */
const specifiersOf = ({ name, exports }: Manifest): string[] =>
  Object.keys(exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry) => name + entry.slice(1));

describe("the packed tarballs", () => {
  let folder: string;
  const tarballs: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wader-packed-"));
    for (const name of packages) {
      const target = join(folder, name);
      await mkdir(target);
      await run("npx", ["--yes", "pnpm@12.21.0", "pack", "--pack-destination", target], {
        cwd: join(root, "packages", name),
      });
      const [file] = await readdir(target);
      tarballs[name] = join(target, file!);
    }
  }, 300_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(packages)("of %s hold the build, the texts and nothing else", async (name) => {
    const { stdout } = await run("tar", ["-tzf", tarballs[name]!]);
    const files = stdout.trim().split("\n");
    expect(files).toContain("package/README.md");
    expect(files).toContain("package/LICENSE");
    expect(files).toContain("package/dist/index.js");
    const others = files.filter((file) => !/^package\/(dist\/.*|[A-Z_]+\.md|LICENSE|package\.json)$/.test(file));
    expect(others).toEqual([]);
  });

  it.each(packages)("of %s satisfy publint", async (name) => {
    const { stdout } = await run(bin("publint"), ["run", tarballs[name]!, "--strict"]);
    expect(stdout).toContain("All good!");
  });

  it.each(packages)("of %s resolve with types under every ESM resolution", async (name) => {
    const { stdout } = await run(bin("attw"), [tarballs[name]!, "--profile", "esm-only", "--format", "json"]);
    const { analysis } = JSON.parse(stdout) as Attw;
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys((await manifestOf(name)).exports));
    // The profile does not ask for CommonJS and the resolution of Node 10.
    const ignored = new Set(["node10", "node16-cjs"]);
    expect(analysis.problems.filter(({ resolutionKind }) => !ignored.has(resolutionKind ?? ""))).toEqual([]);
  });

  it("of emotion weigh less than 150 kB, and tell what the weights are", async () => {
    expect((await stat(tarballs["emotion"]!)).size).toBeLessThan(150_000);
    const { stdout } = await run("tar", ["-tzf", tarballs["emotion"]!]);
    expect(stdout).toContain("package/MODEL_CARD.md");
    expect(stdout).toContain("package/NOTICE.md");
  });

  it("of emotion recognise emotions in a project without TensorFlow.js", async () => {
    const project = join(folder, "without-tfjs");
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
    const own = ["dsp", "cwt", "models", "emotion"].map((name) => tarballs[name]!);
    await run("npm", ["install", "--no-audit", "--no-fund", ...own], { cwd: project });
    await expect(readdir(join(project, "node_modules", "@tensorflow"))).rejects.toThrow("ENOENT");
    const script = `
      import { loadPretrained } from "@wader/emotion";
      const x = Float32Array.from({ length: 8000 }, (_, n) => 0.1 * Math.sin(n / 10) * Math.sin(n / 700));
      const { probabilities } = await (await loadPretrained()).predict(x, 16_000);
      process.stdout.write(String(Object.keys(probabilities).length));
    `;
    await writeFile(join(project, "recognise.mjs"), script);
    const { stdout } = await run(process.execPath, ["recognise.mjs"], { cwd: project });
    expect(stdout).toBe("8");
  }, 120_000);

  it("take a newcomer from the README to a picture of a WAV file", async () => {
    const walk = join(folder, "walk");
    await mkdir(walk);
    await writeFile(join(walk, "clip.wav"), clipWav());
    const readme = await readFile(join(root, "README.md"), "utf8");
    const [, start] = readme.split("## Start\n");
    const commands = /```sh\n([\s\S]*?)```/.exec(start!)![1]!;
    // What is not on the registry yet comes from its tarball.
    const fromTarballs = commands.replaceAll(/@wader\/(\w+)/g, (_, name: string) => tarballs[name]!);
    await run("sh", ["-ec", fromTarballs], { cwd: walk });
    const code = /```js\n([\s\S]*?)```/.exec(start!)![1]!;
    await writeFile(join(walk, "scalogram.js"), code);
    const { stdout } = await run(process.execPath, ["scalogram.js"], { cwd: walk });
    expect(stdout).toBe("[ 156, 32000 ]\n");
    const picture = await readFile(join(walk, "scalogram.png"));
    expect([...picture.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  }, 120_000);

  describe("in an empty project", () => {
    let project: string;
    let specifiers: string[];

    beforeAll(async () => {
      project = join(folder, "project");
      await mkdir(project);
      await writeFile(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
      await run("npm", ["install", "--no-audit", "--no-fund", ...Object.values(tarballs), ...peers], { cwd: project });
      specifiers = (await Promise.all(packages.map(manifestOf))).flatMap(specifiersOf);
      const imports = specifiers.map((specifier, i) => `import * as m${i} from "${specifier}";`);
      const names = specifiers.map((_, i) => `m${i}`);
      await writeFile(
        join(project, "all.ts"),
        `${imports.join("\n")}\nexport const counts: number[] = [${names.join(", ")}].map((m) => Object.keys(m).length);\n`,
      );
    }, 300_000);

    it("import every entry in Node", async () => {
      const lines = specifiers.map((specifier) => `await import("${specifier}"),`);
      const script = `const all = [${lines.join("\n")}]; process.stdout.write(JSON.stringify(all.map((m) => Object.keys(m).length)));`;
      await writeFile(join(project, "all.mjs"), script);
      const { stdout, stderr } = await run(process.execPath, ["all.mjs"], { cwd: project });
      expect(stderr).toBe("");
      const counts = JSON.parse(stdout) as number[];
      expect(counts).toHaveLength(specifiers.length);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });

    it.each(["nodenext", "bundler"])("type-check under moduleResolution %s", async (resolution) => {
      const module = resolution === "nodenext" ? "nodenext" : "esnext";
      await expect(
        run(
          bin("tsc"),
          `--noEmit --strict --skipLibCheck --target es2022 --lib es2023,dom --module ${module} --moduleResolution ${resolution} all.ts`.split(
            " ",
          ),
          { cwd: project },
        ),
      ).resolves.toMatchObject({ stdout: "" });
    });

    describe("bundled for Chromium", () => {
      const transform = `
import { cwt } from "@wader/cwt";
import { resample } from "@wader/dsp";
const x = resample(Float32Array.from({ length: 24_000 }, (_, n) => Math.sin(n / 21)), 48_000, 16_000);
export const answer = Array.from(cwt(x, [6, 12, 24], { dtype: "float64" }).data.filter((_, i) => i % 500 === 0));
`;
      // Threads come with what Vite understands: new Worker(new URL(..., import.meta.url)).
      const pooled = `
import { createCwtPool } from "@wader/cwt/pool";
const pool = createCwtPool({ threads: 2 });
const { data } = await pool.cwt(Float32Array.from({ length: 8000 }, (_, n) => Math.sin(n / 7)), [6, 12, 24], { dtype: "float64" });
pool.close();
export const answer = Array.from(data.filter((_, i) => i % 500 === 0));
`;

      it("by esbuild, compute what they compute in Node", async () => {
        const out = join(project, "esbuild");
        await mkdir(out);
        await writeFile(join(project, "transform.js"), transform);
        const main = 'import { answer } from "./transform.js"; document.title = JSON.stringify(answer);';
        await esbuild({
          stdin: { contents: main, resolveDir: project },
          bundle: true,
          format: "esm",
          outfile: join(out, "main.js"),
        });
        await writeFile(join(out, "index.html"), '<!doctype html><script type="module" src="main.js"></script>');
        const answer = JSON.parse(await titleInChromium(out)) as number[];
        expect(distance(answer, await answerOf("transform.js", project))).toBeLessThan(1e-12);
      });

      it("by Vite, compute on worker threads what they compute in Node", async () => {
        await writeFile(join(project, "pooled.js"), pooled);
        const main = 'import { answer } from "./pooled.js"; document.title = JSON.stringify(answer);';
        await writeFile(join(project, "main.js"), main);
        await writeFile(
          join(project, "index.html"),
          '<!doctype html><link rel="icon" href="data:," /><script type="module" src="/main.js"></script>',
        );
        const worker = { format: "es" } as const;
        await vite({ root: project, configFile: false, logLevel: "silent", worker, build: { target: "es2022" } });
        const answer = JSON.parse(await titleInChromium(join(project, "dist"))) as number[];
        expect(distance(answer, await answerOf("pooled.js", project))).toBeLessThan(1e-12);
      });
    });
  });
}, 300_000);

/** The largest difference, of the largest value; not 0, for Chromium's engine fuses multiply-adds. */
function distance(answer: number[], expected: number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - answer[i]!))) / largest;
}

/** What a module of a project exports as `answer`, in Node. */
async function answerOf(name: string, project: string): Promise<number[]> {
  const script = `import { answer } from "./${name}"; process.stdout.write(JSON.stringify(answer));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: project });
  return JSON.parse(stdout) as number[];
}
