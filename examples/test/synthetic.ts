import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { createRandom, encodeWav } from "@wader/dsp";
import { type RavdessName, emotions, formatRavdessName } from "@wader/ravdess";

/** A vowel-like tone with a pitch of its own for each emotion, long enough for two frames. */
export function tone(name: Pick<RavdessName, "emotion" | "actor" | "repetition">, seconds = 0.6): Float32Array {
  const random = createRandom(JSON.stringify(name));
  const pitch = 120 + 40 * emotions.indexOf(name.emotion) + 5 * name.actor;
  return Float32Array.from({ length: Math.round(16_000 * seconds) }, (_, n) => {
    const t = n / 16_000;
    const voice = [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * pitch * t) / k, 0);
    return 0.1 * voice * (1 + 0.5 * Math.sin(2 * Math.PI * 5 * t)) + 0.001 * random.normal();
  });
}

/** Writes clips of all emotions under RAVDESS names: `actors` × 8 × 2. */
export async function writeTones(folder: string, actors: number): Promise<string[]> {
  const paths: string[] = [];
  for (let actor = 1; actor <= actors; actor++) {
    const actorFolder = join(folder, `Actor_${String(actor).padStart(2, "0")}`);
    await mkdir(actorFolder, { recursive: true });
    for (const emotion of emotions) {
      for (const repetition of [1, 2] as const) {
        const name: RavdessName = {
          modality: "audio",
          channel: "speech",
          emotion,
          intensity: "normal",
          statement: 1,
          repetition,
          actor,
        };
        const path = join(actorFolder, `${formatRavdessName(name)}.wav`);
        await writeFile(path, encodeWav({ sampleRate: 16_000, channels: [tone(name)] }));
        paths.push(path);
      }
    }
  }
  return paths;
}
