import { expect, it } from "vitest";

import { RavdessArchiveError } from "../../src/node.js";

it("tells path, entry and cause", () => {
  const cause = new Error("disk on fire");
  const error = new RavdessArchiveError("cannot read", { path: "a.zip", entry: "b.wav", cause });
  expect(error).toMatchObject({
    name: "RavdessArchiveError",
    message: "cannot read",
    path: "a.zip",
    entry: "b.wav",
    cause,
  });
  expect(Object.hasOwn(new RavdessArchiveError("x", { path: "a.zip" }), "cause")).toBe(false);
});
