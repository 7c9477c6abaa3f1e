import { expect, it } from "vitest";

import * as api from "../src/node.js";

it("exports these names for Node and no others", () => {
  expect(Object.keys(api).sort()).toEqual(["DownloadError", "RavdessArchiveError", "downloadRavdess", "openRavdess"]);
});
