import { basename } from "node:path";

import { type Clips, openClips } from "../clips.js";
import { parseActors } from "../split.js";

/** What command lines say of clips. */
export interface ClipOptions {
  readonly data: string | undefined;
  /** As `parseActors` reads it. */
  readonly actors: string | undefined;
}

/** Opens the clips that were asked for, and closes them whatever happens. */
export async function withClips(
  { data, actors }: ClipOptions,
  signal: AbortSignal,
  use: (clips: Clips) => Promise<void>,
): Promise<void> {
  const clips = await openClips({ data, actors: actors === undefined ? undefined : parseActors(actors), signal });
  try {
    await use(clips);
  } finally {
    await clips.close();
  }
}

/** What results say of the clips that they come from. */
export function provenance({ name, synthetic, utterances }: Clips): { data: string; speakers: number; clips: number } {
  return {
    data: synthetic ? name : basename(name),
    speakers: new Set(utterances.map(({ actor }) => actor)).size,
    clips: utterances.length,
  };
}
