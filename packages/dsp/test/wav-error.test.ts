import { expect, it } from "vitest";

import { WavError } from "../src/wav-error.js";

it("tells what is wrong and where, in fields and in words", () => {
  const cause = new Error("disk");
  const error = new WavError("truncated-data", 36, "The data claims 8 bytes, 6 follow", { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "WavError", code: "truncated-data", offset: 36, cause });
  expect(String(error)).toBe("WavError: The data claims 8 bytes, 6 follow (byte 36)");
});
