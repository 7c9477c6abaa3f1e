import { expect, it } from "vitest";

import { emotions } from "../src/index.js";

it("lists the emotions in the order of their codes", () => {
  expect(emotions).toEqual(["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]);
});
