import { expect, it } from "vitest";

import { useTfjsNode } from "../../src/node/use-tfjs-node.js";

it("says what to install where tfjs-node is not there", async () => {
  await expect(useTfjsNode()).rejects.toThrow(
    '"@tensorflow/tfjs-node" is not installed: npm install @tensorflow/tfjs-node',
  );
});
