import { parseRavdessName } from "@wader/ravdess";
import type { Clips } from "@wader/examples/parts/clips.js";

import type { Recording } from "./corpora.js";
import type { JobContext } from "./perform.js";

/** Recordings of RAVDESS as the scripts on one machine take them. */
export function clipsOf(members: readonly Recording[], { recordings }: JobContext): Clips {
  const byId = new Map(members.map((recording) => [recording.id, recording]));
  return {
    name: "recordings",
    synthetic: false,
    utterances: members.map(({ path }) => parseRavdessName(path)).toSorted((a, b) => a.actor - b.actor),
    read: ({ id }) => recordings.read(byId.get(id)!),
    close: () => Promise.resolve(),
  };
}
