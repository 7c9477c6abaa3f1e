import { beforeAll, describe, expect, it } from "vitest";

import { encoderOf } from "../src/autoencoder.js";
import { freeze, unfreeze } from "../src/freeze.js";
import { useCpu } from "../src/node/use-cpu.js";
import { tinyAutoencoder } from "./tiny.js";

beforeAll(useCpu);

describe("freeze and unfreeze", () => {
  it("take all layers out of training, shared ones too, and put them back", () => {
    const autoencoder = tinyAutoencoder();
    const encoder = freeze(encoderOf(autoencoder));
    expect(encoder.trainableWeights).toEqual([]);
    expect(autoencoder.trainableWeights).toHaveLength(6);
    expect(unfreeze(encoder)).toBe(encoder);
    expect(autoencoder.trainableWeights).toHaveLength(14);
  });
});
