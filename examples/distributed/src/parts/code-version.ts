import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A digest of the compiled code that computes, our packages included, and of Node's major version, whose mathematics may differ in the
 * last digit. Workers of different versions must not fill one run.
 */
export async function readCodeVersion(): Promise<string> {
  const own = dirname(dirname(fileURLToPath(import.meta.url)));
  const examples = distOf("@wader/examples/parts/script.js");
  const { dependencies } = JSON.parse(await readFile(join(dirname(examples), "package.json"), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
  };
  const packages = Object.keys(dependencies).filter((name) => name.startsWith("@wader/"));
  const hash = createHash("sha256").update(process.versions.node.split(".")[0]!);
  for (const folder of [own, examples, ...packages.map(distOf)]) {
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js")).sort();
    const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
    for (const [i, file] of files.entries()) hash.update(file).update(contents[i]!);
  }
  return hash.digest("hex").slice(0, 12);
}

function distOf(specifier: string): string {
  const path = fileURLToPath(import.meta.resolve(specifier));
  return path.slice(0, path.lastIndexOf("dist") + "dist".length);
}
