import { createRandom } from "@wader/dsp";
import { describe, expect, it } from "vitest";

import { createFrameMaker, featureSettings } from "../src/parts/features.js";

const settings = featureSettings({ values: "power", timeStep: 160, frameSamples: 8000, hop: 2400 });
const maker = createFrameMaker(settings);
const [steps, bands] = maker.shape;

function tone(frequency: number, amplitude: number, samples = 16_000): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => amplitude * Math.cos((2 * Math.PI * frequency * n) / 16_000));
}

function frame(samples: Float32Array, index: number): Float32Array {
  const output = new Float32Array(steps * bands);
  maker.write(maker.prepare(samples), index, output);
  return output;
}

/** The scale that a frame is loudest at, in its middle. */
function loudest(values: Float32Array): number {
  const row = Array.from(values.subarray((steps / 2) * bands, (steps / 2 + 1) * bands));
  return maker.scales[row.indexOf(Math.max(...row))]!;
}

describe("frames of power", () => {
  it("have the report's 125 scales and a row for each time step", () => {
    expect(maker.shape).toEqual([50, 125]);
    expect([maker.scales[0], maker.scales.at(-1)]).toEqual([6, 130]);
    // 16,000 samples are 100 steps: 50 of a frame, and 15 from one to the next.
    expect(maker.count(maker.prepare(tone(440, 1)))).toBe(4);
    expect(maker.count(maker.prepare(tone(440, 1, 7000)))).toBe(0);
  });

  it.each([150, 400, 1200])("are loudest at the scale of a tone of %d Hz", (frequency) => {
    // The real Morlet wavelet's spectrum is largest at 5 / 2π cycles a sample of scale 1; neighbours differ by one scale.
    const scale = ((5 / (2 * Math.PI)) * 16_000) / frequency;
    expect(Math.abs(loudest(frame(tone(frequency, 1), 1)) - scale)).toBeLessThan(1.5);
  });

  it("fall by one unit where the sound is 20 dB softer", () => {
    const [loud, soft] = [frame(tone(440, 1), 1), frame(tone(440, 0.1), 1)];
    const at = (steps / 2) * bands + maker.scales.findIndex((scale) => scale === 29);
    expect(loud[at]! - soft[at]!).toBeCloseTo(1, 3);
  });

  it("move by as many time steps as the hop says", () => {
    const x = tone(300, 1).map((value, i) => value * Math.min(1, i / 16_000));
    const [first, second] = [frame(x, 0), frame(x, 1)];
    expect(second.subarray(0, 35 * bands)).toEqual(first.subarray(15 * bands));
  });

  it("vary for training by their random source alone, within what was said", () => {
    const powers = maker.prepare(tone(440, 0.5));
    const varied = (seed: number): Float32Array => {
      const output = new Float32Array(steps * bands);
      maker.writeVaried!(powers, createRandom(seed), output);
      return output;
    };
    expect(varied(3)).toEqual(varied(3));
    expect(varied(3)).not.toEqual(varied(4));
    const plain = frame(tone(440, 0.5), 1);
    const all = Array.from({ length: 30 }, (_, seed) => varied(seed));
    expect(all.every((values) => values.every(Number.isFinite))).toBe(true);
    // 2 dB are a tenth of a unit.
    const most = Math.max(...plain) + 0.11;
    expect(all.every((values) => Math.max(...values) < most)).toBe(true);
    // Scale 29 is the tone's; where a hole hides it another is loudest.
    const open = all.filter((values) => values[(steps / 2) * bands + 23] !== 0);
    expect(open.length).toBeGreaterThan(10);
    expect(Math.max(...open.map((values) => Math.abs(Math.log2(loudest(values) / 28.9))))).toBeLessThan(0.25);
  });

  it("hold a whole clip that is shorter, between silence, if asked to", () => {
    const padding = createFrameMaker(
      featureSettings({ values: "power", timeStep: 160, frameSamples: 8000, pad: true }),
    );
    // 4800 samples are 30 of 50 steps: 10 are silent on either side, at -70 dB, which is -1.5 units.
    const powers = padding.prepare(tone(440, 1, 4800));
    expect(padding.count(powers)).toBe(1);
    const output = new Float32Array(steps * bands);
    padding.write(powers, 0, output);
    const rows = Array.from({ length: steps }, (_, t) => Math.max(...output.subarray(t * bands, (t + 1) * bands)));
    expect(rows.map((most) => most > 0)).toEqual(Array.from({ length: steps }, (_, t) => t >= 10 && t < 40));
    for (const t of [0, 9, 40, 49]) expect(rows[t]).toBeCloseTo(-1.5, 5);
    for (let seed = 0; seed < 30; seed++) {
      padding.writeVaried!(powers, createRandom(seed), output);
      expect(output.every(Number.isFinite)).toBe(true);
    }
    expect(() => featureSettings({ timeStep: 4, pad: true })).toThrow("--pad needs --values power");
  });

  it("need a hop of whole time steps", () => {
    expect(() => featureSettings({ values: "power", timeStep: 160, frameSamples: 16_000, hop: 1000 })).toThrow(
      "--hop must be a multiple of --time-step for frames of power, got 1000 and 160",
    );
  });
});
