import { describe, expect, it } from "vitest";

import { checksum, encodeEvent } from "../../src/node/event-record.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("encodeEvent", () => {
  // Written by tensorboard 2.21.0: RecordWriter(...).write(event_pb2.Event(...).SerializeToString()).
  it.each([
    [
      "the opening of a file",
      { wallTime: 1_700_000_000.25, fileVersion: "brain.Event:2" },
      "1800000000000000a37f4b220900001040fc54d9411a0d627261696e2e4576656e743a32338d2fe9",
    ],
    [
      "two numbers of a step",
      { wallTime: 1_700_000_000.5, step: 300, scalars: { loss: 0.125, rSquared: -0.5 } },
      "2c00000000000000f4aecc450900002040fc54d94110ac022a1e0a0b0a046c6f7373150000003e0a0f0a08725371756172656415000000bffa34e08b",
    ],
    [
      "a restart",
      { wallTime: 1_700_000_001, step: 7, restart: true },
      "0f000000000000006d532b090900004040fc54d94110073a0208010298d346",
    ],
  ])("writes %s as TensorBoard's own writer does", (_, event, expected) => {
    expect(hex(encodeEvent(event))).toBe(expected);
  });

  it("keeps NaN, and makes of numbers beyond float32 infinities", () => {
    const bytes = encodeEvent({ wallTime: 0, scalars: { a: NaN, b: 1e300 } });
    // float32, little-endian: a quiet NaN and infinity.
    expect(hex(bytes)).toContain("0a0161150000c07f");
    expect(hex(bytes)).toContain("0a0162150000807f");
  });
});

describe("checksum", () => {
  // RFC 3720, B.4.
  it.each([
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [new TextEncoder().encode("123456789"), 0xe3069283],
  ])("is that of the standard", (bytes, expected) => {
    expect(checksum(bytes)).toBe(expected);
  });
});
