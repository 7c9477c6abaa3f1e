import { createCRC32 } from "hash-wasm";
import * as zarr from "zarrita";

/** One array of frames: float32 `[frames, time, width]`. */
export interface FrameArray {
  readonly frames: number;
  readonly frameShape: readonly [time: number, width: number];
  readonly dimensionNames: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

const zstdLevel = 1;

/**
 * Writes frames as one shard of Zarr v3's `sharding_indexed` codec: a file in which each frame is a chunk of its own, compressed by zstd
 * with a CRC-32C behind it, followed by an index of offsets and sizes with a CRC-32C of its own. zarrita reads this codec and does
 * not write it. A frame is used up before the next one is asked for, so one array may serve for all.
 *
 * Source: Zarr v3 specification, "Sharding codec", version 1.0.
 */
export async function* encodeShard(frames: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array, void, void> {
  const zstd = await openZstd();
  const checksum = await openChecksum();
  const index: bigint[] = [];
  let offset = 0;
  for await (const frame of frames) {
    const raw = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
    const chunk = await zstd.encode(raw);
    const seal = checksum(chunk);
    const size = chunk.length + seal.length;
    index.push(BigInt(offset), BigInt(size));
    offset += size;
    yield chunk;
    yield seal;
  }
  const end = new Uint8Array(BigUint64Array.from(index).buffer);
  yield end;
  yield checksum(end);
}

/** `zarr.json` of an array whose only shard {@link encodeShard} wrote. */
export function arrayMetadata({ frames, frameShape, dimensionNames, attributes }: FrameArray): unknown {
  const shape = [frames, ...frameShape];
  const bytes = { name: "bytes", configuration: { endian: "little" } };
  return {
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: "float32",
    chunk_grid: { name: "regular", configuration: { chunk_shape: shape } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: 0,
    codecs: [
      {
        name: "sharding_indexed",
        configuration: {
          chunk_shape: [1, ...frameShape],
          codecs: [bytes, { name: "zstd", configuration: { level: zstdLevel, checksum: false } }, { name: "crc32c" }],
          index_codecs: [bytes, { name: "crc32c" }],
          index_location: "end",
        },
      },
    ],
    attributes,
    dimension_names: dimensionNames,
  };
}

/** `zarr.json` of a group. */
export function groupMetadata(attributes: Readonly<Record<string, unknown>>): unknown {
  return { zarr_format: 3, node_type: "group", attributes };
}

interface Encoder {
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

async function openZstd(): Promise<Encoder> {
  const codec = await zarr.registry.get("zstd")!();
  return codec.fromConfig(
    { level: zstdLevel },
    { dataType: "float32", shape: [], codecs: [], fillValue: 0 },
  ) as Encoder;
}

type Checksum = (bytes: Uint8Array) => Uint8Array;

async function openChecksum(): Promise<Checksum> {
  const castagnoli = await createCRC32(0x82f6_3b78);
  return (bytes) => castagnoli.init().update(bytes).digest("binary").reverse();
}
