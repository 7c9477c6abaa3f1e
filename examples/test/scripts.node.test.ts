import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeWav } from "@wader/dsp";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Ended, runScript } from "./run-script.js";
import { tone, writeTones } from "./synthetic.js";

const scripts = [
  "scalogram",
  "features",
  "train-autoencoder",
  "train-classifier",
  "evaluate",
  "predict",
  "figures",
  "report",
  "one-actor",
  "monte-carlo",
  "gather",
  "demo",
];
const small = ["--time-step", "40", "--epochs", "2", "--copies", "clean", "--workers", "1"];

let folder: string;
let data: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wader-"));
  data = join(folder, "data");
  [clip] = (await writeTones(data, 2)) as [string];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function makeRun(out: string): Promise<Ended[]> {
  return [
    await runScript("train-autoencoder", ["--data", data, "--out", out, ...small, "--unseen-actors", "2"]),
    await runScript("train-classifier", ["--out", out, "--epochs", "2", "--workers", "1"]),
    await runScript("evaluate", ["--out", out]),
  ];
}

/** A folder with a good clip, the one given, and a file that is none. */
async function withClip(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await writeFile(
    join(path, "03-01-01-01-01-01-01.wav"),
    encodeWav({ sampleRate: 16_000, channels: [tone({ emotion: "neutral", actor: 1, repetition: 1 })] }),
  );
  await writeFile(join(path, "03-01-05-01-01-01-01.wav"), content);
  await writeFile(join(path, "holiday.wav"), "not of the corpus");
  return path;
}

describe("every script", () => {
  it.each(scripts)("%s tells how it is used", async (name) => {
    const { code, stdout, stderr } = await runScript(name, ["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: node examples/dist/${name}\\.js`));
    expect(stdout).toContain("--help");
  });

  it.each(scripts)("%s refuses an option that it does not know", async (name) => {
    const { code, stdout, stderr } = await runScript(name, ["--no-such-option"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(`${name}: Unknown option '--no-such-option'\nTry: node examples/dist/${name}.js --help\n`);
  });
});

describe("scalogram", () => {
  it("draws a WAV file", async () => {
    const out = join(folder, "clip.png");
    const { code, stdout } = await runScript("scalogram", [clip, "--out", out]);
    expect([code, stdout]).toEqual([0, `${out}: 125 scales, 100 to 2000 Hz, 0.60 s\n`]);
    expect(decode(await readFile(out)).width).toBeGreaterThan(1000);
  });

  it.each([
    ["an empty file", new Uint8Array(0), "scalogram: The file is empty (byte 0)\n"],
    [
      "a text",
      new TextEncoder().encode("Kids are talking by the door"),
      'scalogram: A WAV file begins with "RIFF", got "Kids" (byte 0)\n',
    ],
  ])("says in one line what is wrong with %s, and writes nothing", async (_, bytes, message) => {
    const bad = join(folder, "bad.wav");
    const out = join(folder, "bad.png");
    await writeFile(bad, bytes);
    const { code, stderr } = await runScript("scalogram", [bad, "--out", out]);
    expect([code, stderr]).toEqual([1, message]);
    expect(await readdir(folder)).not.toContain("bad.png");
  });

  it.each([
    [["--low", "500", "--high", "200"], "--low must be below --high, got 500 and 200"],
    [["--out", "clip.bmp"], '--out must end in .png or .svg, got "clip.bmp"'],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await runScript("scalogram", [clip, ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(`scalogram: ${message}\n`);
  });

  it("names a file that is not there", async () => {
    const { code, stderr } = await runScript("scalogram", [join(folder, "none.wav")]);
    expect([code, stderr]).toEqual([1, `scalogram: no such file or folder: ${join(folder, "none.wav")}\n`]);
  });
});

describe("features", () => {
  it("prints clips, frames, time and peak memory", async () => {
    const out = join(folder, "features");
    const { code, stdout } = await runScript("features", ["--data", data, "--out", out, "--time-step", "40"]);
    expect(code).toBe(0);
    // 32 clips of 0.6 s, two frames each, clean and noisy.
    expect(stdout).toMatch(
      /^clips +32\nframes +128 of \[100, 125\]\ntime +.* s a clip\npeak memory +\d+ MB\nwritten to +/,
    );
    const index = JSON.parse(await readFile(join(out, "index.json"), "utf8")) as {
      complete: boolean;
      clips: unknown[];
    };
    expect(index.complete).toBe(true);
    expect(index.clips[1]).toEqual({
      clip: "03-01-01-01-01-01-01",
      emotion: "neutral",
      actor: 1,
      copy: "noisy",
      snrDb: expect.closeTo(22.5, -1) as number,
      firstFrame: 2,
      frames: 2,
    });
  });

  it.each([
    ["empty", new Uint8Array(0), "The file is empty (byte 0)"],
    ["silent", encodeWav({ sampleRate: 16_000, channels: [new Float32Array(16_000)] }), "the recording is silent"],
    [
      "short",
      encodeWav({ sampleRate: 16_000, channels: [tone({ emotion: "angry", actor: 1, repetition: 1 }, 0.2)] }),
      "0.20 s of sound after trimming, shorter than one frame of 0.25 s",
    ],
  ])("stops at a clip that is %s, names it, and can leave it out", async (name, content, message) => {
    const path = await withClip(name, content);
    const args = ["--data", path, "--store", "none", "--time-step", "40"];
    const stopped = await runScript("features", args);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(`features: 03-01-05-01-01-01-01: ${message}\n`);
    const skipped = await runScript("features", [...args, "--skip-unusable"]);
    expect(skipped.code).toBe(0);
    expect(skipped.stdout).toMatch(/^clips +1\n/);
    expect(skipped.stdout).toContain(`left out         03-01-05-01-01-01-01: ${message}\n`);
  });

  it("refuses a zip that is none, and a folder without recordings", async () => {
    const zip = join(folder, "damaged.zip");
    await writeFile(zip, "PK but no more");
    const damaged = await runScript("features", ["--data", zip, "--store", "none"]);
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toMatch(/^features: .*damaged\.zip.*\n$/);
    const empty = join(folder, "nothing");
    await mkdir(empty);
    const none = await runScript("features", ["--data", empty, "--store", "none"]);
    expect([none.code, none.stderr]).toEqual([1, `features: "${empty}" holds no RAVDESS recording among 0 files\n`]);
  });

  it("refuses actors that are not there", async () => {
    const { code, stderr } = await runScript("features", ["--data", data, "--actors", "9", "--store", "none"]);
    expect([code, stderr]).toEqual([1, `features: ${data} holds no speech of actors 9\n`]);
  });

  it("ends in one line when a file cannot be written whole, leaves no part of it, and goes on later", async () => {
    const out = join(folder, "limited");
    const args = ["--data", data, "--out", out, "--actors", "1"];
    // A frame of 4000 x 125 numbers takes about 1.8 MB.
    const { code, stderr } = await runScript("features", args, { fileLimit: 512 });
    expect(code).toBe(1);
    expect(stderr).toMatch(/features: file too large for this system or its limits: .*0\n$/);
    const files = await readdir(out, { recursive: true });
    expect(files.filter((file) => file.endsWith(".part"))).toEqual([]);
    expect(files).not.toContain("index.json");
    const whole = await runScript("features", [...args, "--resume", "--time-step", "40"]);
    expect(whole.code).toBe(0);
  });
});

describe("a run", () => {
  let out: string;
  let made: Ended[];

  beforeAll(async () => {
    out = join(folder, "run");
    made = await makeRun(out);
  }, 180_000);

  it("is made by three commands", () => {
    expect(made.map(({ code }) => code)).toEqual([0, 0, 0]);
    const [first, , third] = made as [Ended, Ended, Ended];
    expect(first.stdout).toMatch(/^train\s+error [\d.]+, R² -?[\d.]+$/m);
    expect(first.stdout).toMatch(/^unseen\s+error /m);
    expect(third.stdout).toMatch(/^part +autoencoder R² +frames +frame WA +frame UA +clips +clip WA +clip UA$/m);
  });

  it("keeps the course of each training as JSON, as a table for spreadsheets and as curves", async () => {
    for (const network of ["autoencoder", "classifier"]) {
      const history = JSON.parse(await readFile(join(out, network, "history.json"), "utf8")) as {
        epochs: { training: { loss: number } }[];
      };
      const [head, ...rows] = (await readFile(join(out, network, "history.csv"), "utf8")).trimEnd().split("\n");
      const column = head!.split(",").indexOf("training.loss");
      expect(rows.map((row) => Number(row.split(",")[column]))).toEqual(
        history.epochs.map(({ training }) => training.loss),
      );
      const svg = await readFile(join(out, network, "history.svg"), "utf8");
      expect(svg).toMatch(/^<svg /);
      expect(svg).toContain(`Training of the ${network}`);
    }
  });

  it("scores every part by frame and by clip", async () => {
    const scores = JSON.parse(await readFile(join(out, "evaluation.json"), "utf8")) as {
      part: string;
      frames: { count: number; confusion: number[][] };
      clips: { count: number };
    }[];
    expect(scores.map(({ part }) => part)).toEqual(["train", "validation", "test", "unseen"]);
    expect(scores.reduce((sum, { clips }) => sum + clips.count, 0)).toBe(32);
    for (const { frames, clips } of scores) {
      expect(frames.count).toBe(2 * clips.count);
      expect(frames.confusion.flat().reduce((a, b) => a + b, 0)).toBe(frames.count);
    }
  });

  it("is the same, byte for byte, when it is made again from the same seed", async () => {
    const again = join(folder, "again");
    await makeRun(again);
    for (const name of ["run.json", "evaluation.json"]) {
      expect(await readFile(join(again, name), "utf8")).toBe(await readFile(join(out, name), "utf8"));
    }
  }, 180_000);

  it("predicts the emotion of a file, over the clip and by frame", async () => {
    const { code, stdout } = await runScript("predict", [clip, "--model", out, "--frames"]);
    expect(code).toBe(0);
    const probabilities = [...stdout.matchAll(/^(\w+) +(0\.\d{3}|1\.000)$/gm)].map((match) => Number(match[2]));
    expect(probabilities).toHaveLength(8);
    expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    expect(stdout).toMatch(/^0\.\d\d s( +[01]\.\d{3}){8}$/m);
  });

  it("refuses a clip that is shorter than a frame", async () => {
    const path = join(folder, "short.wav");
    await writeFile(
      path,
      encodeWav({ sampleRate: 16_000, channels: [tone({ emotion: "sad", actor: 1, repetition: 1 }, 0.1)] }),
    );
    const { code, stderr } = await runScript("predict", [path, "--model", out]);
    expect([code, stderr]).toEqual([
      1,
      "predict: short.wav: 0.10 s of sound after trimming, shorter than one frame of 0.25 s\n",
    ]);
  });

  it("refuses a model whose shape does not fit the features", async () => {
    const other = join(folder, "other");
    await runScript("train-autoencoder", [
      "--data",
      data,
      "--out",
      other,
      "--actors",
      "1",
      "--time-step",
      "20",
      "--epochs",
      "1",
    ]);
    const run = join(folder, "mixed");
    await mkdir(run);
    await writeFile(join(run, "run.json"), await readFile(join(other, "run.json")));
    for (const network of ["autoencoder", "classifier"]) {
      await mkdir(join(run, network));
      for (const file of await readdir(join(out, network))) {
        await writeFile(join(run, network, file), await readFile(join(out, network, file)));
      }
    }
    const { code, stderr } = await runScript("predict", [clip, "--model", run]);
    expect([code, stderr]).toEqual([
      1,
      'predict: "frames" must have the shape [100, 125] of the model\'s input, got [200, 125]\n',
    ]);
    const evaluated = await runScript("evaluate", ["--out", run]);
    expect(evaluated.code).toBe(1);
    expect(evaluated.stderr).toMatch(
      /evaluate: "source" must have the shape \[100, 125\] of the model's input, got \[200, 125\]\n$/,
    );
  });

  it("draws its pictures", async () => {
    const pictures = join(folder, "pictures");
    const { code } = await runScript("figures", ["--data", data, "--run", out, "--out", pictures]);
    expect(code).toBe(0);
    const names = ["morlet", "preprocessing", "scalogram", "scalograms", "frequencies", "principal-components"];
    const ofRun = ["autoencoder-history", "classifier-history", "confusion-frames", "confusion-clips"];
    expect((await readdir(pictures)).toSorted()).toEqual(
      [...names, ...ofRun].flatMap((name) => [`${name}.png`, `${name}.svg`]).toSorted(),
    );
  });

  it("cannot be evaluated or go on before it is begun", async () => {
    const { code, stderr } = await runScript("evaluate", ["--out", join(folder, "none")]);
    expect([code, stderr]).toEqual([
      1,
      `evaluate: ${join(folder, "none")} holds no run (run.json is missing): begin with train-autoencoder\n`,
    ]);
  });

  it("does not go on with other options", async () => {
    const { code, stderr } = await runScript("train-autoencoder", [
      "--data",
      data,
      "--out",
      out,
      "--time-step",
      "20",
      "--resume",
      "--unseen-actors",
      "2",
      "--copies",
      "clean",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `train-autoencoder: ${out} was started with other options (settings differ): repeat them, or choose another folder\n`,
    );
  });

  it("takes frames that the features script wrote", async () => {
    const features = join(folder, "written");
    await runScript("features", ["--data", data, "--out", features, "--time-step", "40", "--copies", "clean"]);
    const run = join(folder, "from-features");
    const fromFeatures = await runScript("train-autoencoder", [
      "--features",
      features,
      "--out",
      run,
      "--epochs",
      "2",
      "--workers",
      "1",
      "--unseen-actors",
      "2",
    ]);
    const fromAudio = JSON.parse(await readFile(join(out, "autoencoder", "history.json"), "utf8")) as {
      epochs: { training: unknown }[];
    };
    const history = JSON.parse(await readFile(join(run, "autoencoder", "history.json"), "utf8")) as typeof fromAudio;
    expect(fromFeatures.code).toBe(0);
    expect(history.epochs.map(({ training }) => training)).toEqual(fromAudio.epochs.map(({ training }) => training));
  });
});
