import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** One entry of an event file of TensorBoard, as far as it is written here. */
export interface BoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** Numbers by their tags. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** Opens a file. */
  readonly fileVersion?: string;
  /** A run starts here: readers forget what former files say of this step and later ones. */
  readonly restart?: boolean;
}

/**
 * An event in the form in which event files hold it: a TFRecord (length, its checksum, data, their checksum, little-endian)
 * around a message `tensorflow.Event`.
 *
 * @see https://github.com/tensorflow/tensorboard/blob/2.21.0/tensorboard/compat/proto/event.proto
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function encodeEvent(event: BoardEvent): Uint8Array {
  const data = encodeMessage(event);
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return record;
}

function encodeMessage({ wallTime, step, scalars, fileVersion, restart }: BoardEvent): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  if (step !== undefined) writer.tag(2, WireType.Varint).int64(step);
  if (fileVersion !== undefined) writer.tag(3, WireType.LengthDelimited).string(fileVersion);
  if (scalars !== undefined) {
    writer.tag(5, WireType.LengthDelimited).fork();
    for (const [tag, value] of Object.entries(scalars)) {
      writer.tag(1, WireType.LengthDelimited).fork();
      // Not by `float`, which rejects what float32 cannot hold; a loss that grew that large is infinite on the board.
      const number = Math.fround(value);
      writer.tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).float(number).join();
    }
    writer.join();
  }
  // SessionLog with the status START.
  if (restart === true) writer.tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(1).join();
  return writer.finish();
}

/** CRC-32C, rotated and shifted as TFRecords want it. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = checksum(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), bit by bit: events are some hundred bytes. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}
