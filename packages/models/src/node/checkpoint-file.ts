import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

import type {
  Checkpoint,
  CheckpointStore,
  RunProgress,
  RunSettings,
  TensorRecord,
  TensorRecords,
} from "../checkpoint.js";
import { CheckpointError } from "../errors.js";
import { decodeSafetensors, encodeSafetensors } from "../safetensors.js";
import { writeAtomically } from "./write-atomically.js";

const format = "wader-checkpoint-1";

/**
 * Keeps the last checkpoint of a training run in one file, written atomically: killed at any moment, it holds the former
 * checkpoint or the new one.
 *
 * The format is safetensors, which Python opens: tensors `weights/...`, `optimizer/...`, `best/...`, and the settings and
 * history as JSON in the metadata.
 *
 * @param path - Of the file, say `out/autoencoder.safetensors`. Missing folders are made on the first save.
 *
 * @example
 * const checkpoints = { store: checkpointFile("out/autoencoder.safetensors"), resume: true };
 * await trainAutoencoder(autoencoder, frames, { checkpoints });
 */
export function checkpointFile(path: string): CheckpointStore {
  return {
    async save({ settings, progress, weights, optimizer, best }) {
      const tensors = {
        ...prefixed("weights", weights),
        ...prefixed("optimizer", optimizer),
        ...prefixed("best", best),
      };
      const metadata = { format, settings: JSON.stringify(settings), progress: JSON.stringify(progress) };
      await mkdir(dirname(path), { recursive: true });
      await writeAtomically(path, encodeSafetensors({ tensors, metadata }));
    },
    async load() {
      let bytes: Uint8Array;
      try {
        bytes = await readFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
      try {
        return decodeCheckpoint(bytes);
      } catch (cause) {
        throw new CheckpointError(`${path}: ${(cause as Error).message}`, { cause });
      }
    },
  };
}

function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata["format"] !== format) {
    throw new CheckpointError(`the format must be ${format}, got ${metadata["format"] ?? "none"}`);
  }
  const best = unprefixed("best", tensors);
  return {
    settings: JSON.parse(metadata["settings"]!) as RunSettings,
    progress: JSON.parse(metadata["progress"]!) as RunProgress,
    weights: unprefixed("weights", tensors),
    optimizer: unprefixed("optimizer", tensors),
    ...(Object.keys(best).length === 0 ? {} : { best }),
  };
}

function prefixed(prefix: string, records: TensorRecords = {}): TensorRecords {
  return Object.fromEntries(Object.entries(records).map(([name, record]) => [`${prefix}/${name}`, record]));
}

function unprefixed(prefix: string, records: TensorRecords): TensorRecords {
  const own: Record<string, TensorRecord> = {};
  for (const [name, record] of Object.entries(records)) {
    if (name.startsWith(`${prefix}/`)) own[name.slice(prefix.length + 1)] = record;
  }
  return own;
}
