import { type BandPowers, analysisRate } from "@wader/emotion";
import FFT from "fft.js";

/** Filters, which is what most systems have; samples of the window and of the transform; samples from one hop to the next. */
const setting = { bands: 40, window: 400, transform: 512, hop: 160, low: 60, high: 7600 } as const;

/**
 * Powers of mel bands, the usual features: windows of 25 ms every 10 ms, about the middles of the hops of the wavelet bands.
 *
 * As `librosa.feature.melspectrogram(n_mels=40, fmin=60, fmax=7600, n_fft=512, win_length=400, hop_length=160, norm=None)` of the
 * signal with 176 zeros before it, times 2 over the squared sum of the window, so that a tone A cos(2πft) gives about A² / 2
 * as with wavelets.
 *
 * @param x - Samples at 16 kHz, a hop of them at least.
 */
export function melPowers(x: Float32Array): BandPowers {
  const { bands, window, transform, hop } = setting;
  const hops = Math.floor(x.length / hop);
  const weights = Float64Array.from({ length: window }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window));
  const scale = 2 / weights.reduce((sum, weight) => sum + weight, 0) ** 2;
  const filters = melFilters();
  const fft = new FFT(transform);
  const spectrum = new Float64Array(2 * transform);
  const frame = new Float64Array(transform);
  const margin = (transform - window) / 2;
  const data = new Float32Array(hops * bands);
  for (let t = 0; t < hops; t++) {
    const start = t * hop + hop / 2 - window / 2;
    for (let n = 0; n < window; n++) frame[margin + n] = weights[n]! * (x[start + n] ?? 0);
    fft.realTransform(spectrum, frame);
    for (const [i, filter] of filters.entries()) {
      let sum = 0;
      for (const [bin, weight] of filter) sum += weight * (spectrum[2 * bin]! ** 2 + spectrum[2 * bin + 1]! ** 2);
      data[t * bands + i] = scale * sum;
    }
  }
  return { data, hops, bands };
}

/** Where on the axis of the mel bands a frequency lies that is `ratio` times that of band `i`; the bands are the whole numbers. */
export function melPosition(i: number, ratio: number): number {
  const [low, step] = axis();
  return (toMel(ratio * fromMel(low + (i + 1) * step)) - low) / step - 1;
}

/** Weights of the bins that each filter hears, which are triangles on the axis of frequencies that peak at 1. */
function melFilters(): (readonly [bin: number, weight: number])[][] {
  const [low, step] = axis();
  const edges = Array.from({ length: setting.bands + 2 }, (_, i) => fromMel(low + i * step));
  const bins = Array.from({ length: setting.transform / 2 + 1 }, (_, k) => (k * analysisRate) / setting.transform);
  return Array.from({ length: setting.bands }, (_, i) => {
    const [from, middle, to] = edges.slice(i, i + 3) as [number, number, number];
    return bins
      .map((f, bin) => [bin, Math.min((f - from) / (middle - from), (to - f) / (to - middle))] as const)
      .filter(([, weight]) => weight > 0);
  });
}

/** Mel of the lowest edge, and from one edge to the next. */
function axis(): readonly [low: number, step: number] {
  const low = toMel(setting.low);
  return [low, (toMel(setting.high) - low) / (setting.bands + 1)];
}

/** Slaney's scale: in proportion to frequency up to 1 kHz, 27 steps to a factor of 6.4 above. */
function toMel(frequency: number): number {
  return frequency < 1000 ? (3 * frequency) / 200 : 15 + (27 * Math.log(frequency / 1000)) / Math.log(6.4);
}

function fromMel(mel: number): number {
  return mel < 15 ? (200 * mel) / 3 : 1000 * 6.4 ** ((mel - 15) / 27);
}
