import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runScript } from "./run-script.js";
import { writeTones } from "./synthetic.js";

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  data = join(folder, "data");
  await writeTones(data, 2);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function featureArgs(out: string): string[] {
  return ["--data", data, "--out", out, "--time-step", "20"];
}

function trainingArgs(out: string): string[] {
  return ["--data", data, "--out", out, "--time-step", "40", "--epochs", "6", "--copies", "clean", "--workers", "1"];
}

/** The lines that tell R². */
function figures(stdout: string): string[] {
  return stdout.split("\n").filter((row) => row.includes("R²"));
}

/** The figures of every epoch of the autoencoder, without the times. */
async function epochs(run: string): Promise<unknown> {
  const history = JSON.parse(await readFile(join(run, "autoencoder", "history.json"), "utf8")) as {
    epochs: { epoch: number; training: unknown; validation: unknown }[];
  };
  return history.epochs.map(({ epoch, training, validation }) => ({ epoch, training, validation }));
}

/** Waits until a folder has some files. */
async function filesIn(path: string, count: number): Promise<void> {
  for (;;) {
    const files = await readdir(path, { recursive: true }).catch(() => []);
    if (files.length >= count) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** Names and contents of all files below a folder. */
async function contents(path: string): Promise<Map<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files
        .toSorted()
        .map(async (file) => [file.slice(path.length), (await readFile(file)).toString("base64")] as const),
    ),
  );
}

describe("writing features", () => {
  it("killed at any moment and resumed, gives the same bytes as in one go", async () => {
    const whole = join(folder, "whole");
    expect(await runScript("features", featureArgs(whole))).toMatchObject({ code: 0 });

    const killed = join(folder, "killed");
    const ended: (string | null)[] = [];
    for (const files of [20, 90, 160]) {
      const { signal } = await runScript("features", [...featureArgs(killed), "--resume"], {
        onSpawn: (child) => void filesIn(killed, files).then(() => child.kill("SIGKILL")),
      });
      ended.push(signal);
    }
    expect(ended).toContain("SIGKILL");
    expect(await runScript("features", [...featureArgs(killed), "--resume"])).toMatchObject({ code: 0 });

    const [expected, found] = [await contents(whole), await contents(killed)];
    // Temporary files of a killed process stay; nothing reads them.
    for (const name of found.keys()) if (name.endsWith(".part")) found.delete(name);
    expect([...found.keys()]).toEqual([...expected.keys()]);
    const different = [...expected.keys()].filter((name) => found.get(name) !== expected.get(name));
    expect(different).toEqual([]);
  }, 120_000);

  it("stops at Ctrl-C and says how to go on", async () => {
    const out = join(folder, "stopped");
    const { code, stderr } = await runScript("features", featureArgs(out), {
      onSpawn: (child) => void filesIn(out, 20).then(() => child.kill("SIGINT")),
    });
    expect(code).toBe(130);
    expect(stderr).toContain(`Go on with: node examples/dist/features.js ${featureArgs(out).join(" ")} --resume\n`);
    const resumed = await runScript("features", [...featureArgs(out), "--resume"]);
    expect(resumed.stdout).toMatch(/^clips +32 \(\d+ of them from before\)\n/);
  }, 60_000);
});

describe("training", () => {
  let first: Awaited<ReturnType<typeof runScript>>;
  beforeAll(async () => {
    first = await runScript("train-autoencoder", trainingArgs(join(folder, "run")));
  }, 60_000);

  it.each([
    ["SIGINT", { code: 130, signal: null }],
    ["SIGKILL", { code: null, signal: "SIGKILL" }],
  ] as const)(
    "ended by %s and resumed, gives the same figures as in one go",
    async (signal, ended) => {
      expect(first).toMatchObject({ code: 0 });
      const cut = join(folder, signal);
      const stopped = await runScript("train-autoencoder", trainingArgs(cut), {
        onSpawn: (child) => void filesIn(join(cut, "autoencoder"), 2).then(() => child.kill(signal)),
      });
      expect(stopped).toMatchObject(ended);
      // The lines of the epochs that ended lie beside it, and what a kill cut short; the history and the network come at the end.
      const left = await readdir(join(cut, "autoencoder"));
      expect(left.filter((name) => name !== "history.csv" && !name.endsWith(".tmp"))).toEqual([
        "checkpoint.safetensors",
      ]);
      const second = await runScript("train-autoencoder", [...trainingArgs(cut), "--resume"]);
      expect(second).toMatchObject({ code: 0 });

      expect(figures(second.stdout)).toEqual(figures(first.stdout));
      expect(await epochs(cut)).toEqual(await epochs(join(folder, "run")));
    },
    120_000,
  );

  it("of a network that is complete is not repeated", async () => {
    const run = join(folder, "run");
    const before = await readFile(join(run, "autoencoder", "history.json"));
    expect(await runScript("train-autoencoder", [...trainingArgs(run), "--resume"])).toMatchObject({ code: 0 });
    expect(await readFile(join(run, "autoencoder", "history.json"))).toEqual(before);
  });
});
