import { CheckpointError, decodeSafetensors, encodeSafetensors } from "@wader/models/discriminant";
import { describe, expect, it } from "vitest";

import { decodeRecognizer, encodeRecognizer } from "../src/recognizer-file.js";
import { madeUpRecord } from "./made-up.js";

describe("decodeRecognizer", () => {
  it("gives back what encodeRecognizer was given", () => {
    const record = madeUpRecord([16_000, 8000]);
    expect(decodeRecognizer(encodeRecognizer(record))).toEqual(record);
  });

  it("refuses bytes that are cut short", () => {
    const bytes = encodeRecognizer(madeUpRecord());
    expect(() => decodeRecognizer(bytes.subarray(0, 20_000))).toThrow(CheckpointError);
    expect(() => decodeRecognizer(new Uint8Array(3))).toThrow(new CheckpointError("the file is cut short: 3 bytes"));
  });

  it("refuses a file of something else", () => {
    const other = encodeSafetensors({ tensors: {}, metadata: { kind: "checkpoint" } });
    expect(() => decodeRecognizer(other)).toThrow(new CheckpointError("this is not the file of an emotion recogniser"));
  });

  it("refuses tensors of the wrong shape", () => {
    const { tensors, metadata } = decodeSafetensors(encodeRecognizer(madeUpRecord()));
    const { "0.intercepts": intercepts, ...rest } = tensors;
    expect(() => decodeRecognizer(encodeSafetensors({ tensors: rest, metadata }))).toThrow(
      new CheckpointError('the recogniser\'s "intercepts" must have the shape [8]'),
    );
    const seven = { shape: [7], data: intercepts!.data.slice(1) };
    expect(() =>
      decodeRecognizer(encodeSafetensors({ tensors: { ...rest, "0.intercepts": seven }, metadata })),
    ).toThrow(new CheckpointError('the recogniser\'s "intercepts" must have the shape [8]'));
  });
});
