import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder that holds the workspace. */
export const root = join(fileURLToPath(import.meta.url), "..", "..");

/** Folders of the published packages, below `packages/`. */
export const packages = ["dsp", "cwt", "models", "emotion", "ravdess"] as const;
