import { expect, it } from "vitest";

import * as workletApi from "../src/capture-worklet.js";
import * as captureApi from "../src/capture.js";
import * as api from "../src/index.js";
import * as ndarrayApi from "../src/ndarray.js";
import * as poolApi from "../src/pool.js";

it("exports these names and no others", () => {
  expect(Object.keys(api).sort()).toEqual([
    "analyticMorlet",
    "centralFrequency",
    "coneOfInfluence",
    "createCwtStream",
    "cwt",
    "cwtFrames",
    "cwtPower",
    "decibels",
    "frames",
    "frequency2scale",
    "icwt",
    "inferno",
    "issq",
    "logScales",
    "magma",
    "planCwt",
    "power",
    "renderScalogram",
    "scale2frequency",
    "scalesForBand",
    "ssq",
    "viridis",
    "wavefun",
    "wavelet",
    "waveletNames",
  ]);
});

it("exports these names from the ndarray entry and no others", () => {
  expect(Object.keys(ndarrayApi).sort()).toEqual(["fromNdarray", "toNdarray"]);
});

it("exports these names from the pool entry and no others", () => {
  expect(Object.keys(poolApi).sort()).toEqual(["PoolClosedError", "WorkerFailedError", "createCwtPool"]);
});

it("exports these names from the capture entries and no others", () => {
  expect(Object.keys(captureApi).sort()).toEqual(["createCapture", "receiveSamples"]);
  expect(Object.keys(workletApi).sort()).toEqual(["captureProcessorName", "openRingWriter"]);
});
