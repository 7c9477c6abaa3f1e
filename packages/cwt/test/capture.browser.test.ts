import { afterEach, describe, expect, it, vi } from "vitest";

import { createCapture, receiveSamples } from "../src/capture.js";
import { cwtPower } from "../src/cwt-power.js";
import { createCwtStream } from "../src/stream.js";
import type { Order } from "./capture-worker.js";
import { largestDifference } from "./golden.js";

const worklet = new URL("../src/capture-worklet.ts", import.meta.url);
const sampleRate = 16_000;
const length = 16_384;
const hop = 512;
const scales = Array.from({ length: 125 }, (_, i) => i + 6);

/** A tone of 1000 Hz, which is the frequency of scale 13. */
function toneIn(context: BaseAudioContext): OscillatorNode {
  const oscillator = new OscillatorNode(context, { frequency: 1000 });
  oscillator.start();
  return oscillator;
}

interface Answer {
  readonly index: number;
  readonly power: Float32Array;
  readonly lost: number;
}

describe("samples from an audio graph to a worker", () => {
  const workers: Worker[] = [];
  afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

  async function powers(shared: boolean): Promise<Answer[]> {
    const context = new OfflineAudioContext(1, length, sampleRate);
    const { node, source, transfer } = await createCapture(context, { worklet, shared });
    toneIn(context).connect(node);
    const worker = new Worker(new URL("capture-worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    const { latency } = createCwtStream({ scales, sampleRate, hop });
    const count = Math.floor((length - latency.samples) / hop) + 1;
    const answers = new Promise<Answer[]>((resolve, reject) => {
      const all: Answer[] = [];
      worker.addEventListener("error", (event) => reject(new Error(event.message)));
      worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
        if (all.push(data) === count) resolve(all);
      });
    });
    worker.postMessage({ source, scales, sampleRate, hop } satisfies Order, transfer);
    await context.startRendering();
    return answers;
  }

  // The page of these tests is cross-origin isolated, so that both are there.
  it.each([
    { way: "a port", shared: false },
    { way: "shared memory", shared: true },
  ])("go through $way, and give the power of the tone at its scale", async ({ shared }) => {
    const answers = await powers(shared);
    expect(answers.map(({ index }) => index)).toEqual(answers.map((_, k) => k));
    expect(answers.every(({ lost }) => lost === 0)).toBe(true);

    const context = new OfflineAudioContext(1, length, sampleRate);
    toneIn(context).connect(context.destination);
    const x = (await context.startRendering()).getChannelData(0);
    const whole = cwtPower(x, scales, { hop, dtype: "float64" });
    const hops = whole.shape[1];
    const largest = Math.max(...whole.data);
    for (const { index, power } of answers) {
      const expected = scales.map((_, row) => whole.data[row * hops + index]!);
      expect(largestDifference(power, expected) / largest).toBeLessThan(1e-6);
      expect(scales[power.indexOf(Math.max(...power))]).toBe(13);
    }
  });

  it("mix the channels of their source", async () => {
    const context = new OfflineAudioContext(1, 256, sampleRate);
    const { node, source } = await createCapture(context, { worklet, shared: false });
    const stereo = new AudioBuffer({ numberOfChannels: 2, length: 256, sampleRate });
    stereo.getChannelData(0).fill(0.5);
    stereo.getChannelData(1).fill(0.25);
    const player = new AudioBufferSourceNode(context, { buffer: stereo });
    player.connect(node);
    player.start();
    const received = new Promise<Float32Array>((resolve) => {
      receiveSamples(source, (samples) => resolve(samples));
    });
    await context.startRendering();
    expect(await received).toEqual(new Float32Array(256).fill(0.375));
  });
});

describe("createCapture", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("uses shared memory where the page is cross-origin isolated, for two seconds", async () => {
    const context = new OfflineAudioContext(1, 128, sampleRate);
    const { source, transfer } = await createCapture(context, { worklet });
    expect((source as SharedArrayBuffer).byteLength).toBe(16 + 4 * 32_768);
    expect(transfer).toEqual([]);
  });

  it("rejects shared memory where there is none", async () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    const context = new OfflineAudioContext(1, 128, sampleRate);
    await expect(createCapture(context, { worklet, shared: true })).rejects.toThrow(
      new RangeError('"shared" must be false in a page that is not cross-origin isolated, got true'),
    );
  });

  it("rejects a context without a worklet", async () => {
    await expect(createCapture({} as BaseAudioContext, { worklet })).rejects.toThrow(
      new TypeError('"context" must be an audio context with an audio worklet, got Object'),
    );
  });

  it.each([0, -1, Number.NaN])("rejects a ring of %d seconds", async (seconds) => {
    const context = new OfflineAudioContext(1, 128, sampleRate);
    await expect(createCapture(context, { worklet, seconds })).rejects.toThrow(
      new RangeError(`"seconds" must be finite and > 0, got ${seconds}`),
    );
  });
});

describe("receiveSamples", () => {
  it("rejects what is neither shared memory nor a port", () => {
    expect(() => receiveSamples({} as MessagePort, () => undefined)).toThrow(
      new TypeError('"source" must be a SharedArrayBuffer or a MessagePort, got Object'),
    );
  });

  it("stops when it is told to", async () => {
    const { port1, port2 } = new MessageChannel();
    const seen: number[] = [];
    const stop = receiveSamples(port2, (samples) => {
      seen.push(...samples);
      stop();
    });
    port1.postMessage(Float32Array.of(1));
    port1.postMessage(Float32Array.of(2));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([1]);
    port2.close();
  });
});
