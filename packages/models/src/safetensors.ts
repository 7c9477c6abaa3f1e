import { CheckpointError } from "./errors.js";
import type { TensorRecord, TensorRecords } from "./tensor-record.js";

/** Contents of a safetensors file: float32 tensors, and texts beside them. */
export interface Safetensors {
  readonly tensors: TensorRecords;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes float32 tensors in the safetensors format: the length of a JSON header as 64 bits, the header, the values, all
 * little-endian. Python's `safetensors` opens it.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const header: Record<string, Entry | Readonly<Record<string, string>>> = { __metadata__: metadata };
  let size = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 0, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let offset = start;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads what {@link encodeSafetensors} wrote.
 *
 * @throws {CheckpointError} If the bytes are cut short or are no safetensors file of float32 tensors.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) throw new CheckpointError(`the file is cut short: ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= bytes.length)) throw new CheckpointError(`the file is cut short: ${bytes.length} bytes`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  const tensors: Record<string, TensorRecord> = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries as Record<string, Entry>)) {
    if (dtype !== "F32") throw new CheckpointError(`"${name}" must be of type F32, got ${dtype}`);
    const [from, to] = [start + offsets[0], start + offsets[1]];
    const expected = shape.reduce((product, size) => product * size, 4);
    if (to > bytes.length || to - from !== expected) {
      throw new CheckpointError(`the file is cut short: "${name}" needs ${expected} bytes`);
    }
    // Not `slice`, with which Node's Buffer gives a view instead of a copy.
    tensors[name] = { shape, data: new Float32Array(Uint8Array.from(bytes.subarray(from, to)).buffer) };
  }
  return { tensors, metadata: metadata as Readonly<Record<string, string>> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new CheckpointError("the file is not a checkpoint: its header cannot be read", { cause });
  }
}
