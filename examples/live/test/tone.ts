import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { encodeWav } from "@wader/dsp";

/** A sine, in hertz and seconds, of half of full scale unless told otherwise. */
export function tone(hertz: number, seconds: number, sampleRate: number, amplitude = 0.5): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: seconds * sampleRate },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / sampleRate),
  );
}

/** A WAV file of a sine. */
export function toneWav(hertz: number, seconds: number, sampleRate: number): Uint8Array {
  return encodeWav({ sampleRate, channels: [tone(hertz, seconds, sampleRate)] }, { format: "pcm16" });
}

/** A file that is there until it is disposed of. */
export async function temporaryFile(
  name: string,
  bytes: Uint8Array,
): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "wader-live-"));
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
