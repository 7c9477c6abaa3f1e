import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";

import { fromFlat, sizeOf, toFlat, variablesOf } from "../../src/node/flat-weights.js";
import { useCpu } from "../../src/node/use-cpu.js";
import { allWeights, tinyAutoencoder } from "../tiny.js";

beforeAll(useCpu);

it.each(["trainable", "fixed"] as const)("copies the %s weights out and back in, and leaves the others", (part) => {
  const [one, other] = [tinyAutoencoder(1), tinyAutoencoder(2)];
  const mine = variablesOf(one, part);
  const rest = part === "trainable" ? "fixed" : "trainable";
  for (const variable of variablesOf(one, "fixed")) variable.assign(tf.fill(variable.shape, 0.25));
  const flat = new Float32Array(sizeOf(mine));
  toFlat(mine, flat);
  const before = variablesOf(other, rest).flatMap((variable) => Array.from(variable.dataSync()));
  fromFlat(variablesOf(other, part), flat);
  flat.fill(9);
  const [got, expected] = [variablesOf(other, part), mine].map((list) => list.flatMap((v) => Array.from(v.dataSync())));
  expect(got).toEqual(expected);
  expect(variablesOf(other, rest).flatMap((variable) => Array.from(variable.dataSync()))).toEqual(before);
  expect(sizeOf(variablesOf(one, "trainable")) + sizeOf(variablesOf(one, "fixed"))).toBe(allWeights(one).length);
});
