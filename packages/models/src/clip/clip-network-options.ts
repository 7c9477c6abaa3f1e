import { checkIndex, checkPositive, checkPositiveInteger } from "../check.js";
import type { BandView } from "./clip-batch.js";

/** One convolution over time and bands, 3 x 3. */
export interface PlaneConvolution {
  readonly filters: number;
  readonly timeStride: number;
  readonly bandStride: number;
}

/** One convolution over time. */
export interface TimeConvolution {
  /** Odd. */
  readonly kernelSize: number;
  readonly stride: number;
}

/** Sizes of a network of {@link buildClipNetwork}. Plain data, so that it can be kept with the weights. */
export interface ClipNetworkOptions {
  /** Bands of the sequences. */
  readonly bands: number;
  /** Numbers about the pitch with each hop. Default 0. */
  readonly pitchChannels?: number;
  /** How bands are shown, a channel each. Default absolute and relative. */
  readonly views?: readonly BandView[];
  /** Power that is added to each band before its logarithm; what lies under it is noise. Default 1e-9, -90 dB. */
  readonly floor?: number;
  /** Convolutions over time and bands; none leaves each band a channel. Default 16, 24, 32, 48 filters, the first two halving time. */
  readonly planes?: readonly PlaneConvolution[];
  /** Channels of all that follows. Default 80. */
  readonly channels?: number;
  /** Convolutions over time that make the channels. Default one of width 1. */
  readonly stem?: readonly TimeConvolution[];
  /** Residual convolutions of width 3 with squeeze and excitation. Default 1. */
  readonly residualBlocks?: number;
  /** Units of a GRU that runs forward in time behind them; 0 leaves it out. Default 0. */
  readonly recurrentUnits?: number;
  /** Heads of the attention in the pooling, a divisor of the channels; 0 pools by plain mean and deviation. Default 4. */
  readonly attentionHeads?: number;
  /** Units of the hidden layer behind the pooling. Default 64. */
  readonly denseUnits?: number;
  /** Main rate of dropout, from 0 to below 0.9; that of the pooled statistics is 0.1 more. Default 0.3. */
  readonly dropout?: number;
  /** Default 8. */
  readonly classes?: number;
  /** Number of classes of each auxiliary task, whose answers help to train and are not given. Default none. */
  readonly auxiliary?: readonly number[];
  /** Any integer of 0 or more; the same seed gives the same initial weights. Default 0. */
  readonly seed?: number;
}

export type ClipNetworkConfig = Required<ClipNetworkOptions>;

/** Fills in the defaults and checks everything. */
export function checkedConfig(options: ClipNetworkOptions): ClipNetworkConfig {
  const config: ClipNetworkConfig = {
    bands: options.bands,
    pitchChannels: options.pitchChannels ?? 0,
    views: options.views ?? ["absolute", "relative"],
    floor: options.floor ?? 1e-9,
    planes: options.planes ?? [
      { filters: 16, timeStride: 2, bandStride: 2 },
      { filters: 24, timeStride: 2, bandStride: 2 },
      { filters: 32, timeStride: 1, bandStride: 2 },
      { filters: 48, timeStride: 1, bandStride: 1 },
    ],
    channels: options.channels ?? 80,
    stem: options.stem ?? [{ kernelSize: 1, stride: 1 }],
    residualBlocks: options.residualBlocks ?? 1,
    recurrentUnits: options.recurrentUnits ?? 0,
    attentionHeads: options.attentionHeads ?? 4,
    denseUnits: options.denseUnits ?? 64,
    dropout: options.dropout ?? 0.3,
    classes: options.classes ?? 8,
    auxiliary: options.auxiliary ?? [],
    seed: options.seed ?? 0,
  };
  const { views, planes, stem, attentionHeads, dropout } = config;
  for (const name of ["bands", "channels", "denseUnits", "classes"] as const) checkPositiveInteger(name, config[name]);
  for (const name of ["pitchChannels", "residualBlocks", "recurrentUnits", "attentionHeads", "seed"] as const) {
    checkIndex(name, config[name]);
  }
  checkPositive("floor", config.floor);
  const unknown = views.find((view) => view !== "absolute" && view !== "relative");
  if (views.length === 0 || unknown !== undefined) {
    throw new RangeError(
      `"views" must hold "absolute", "relative" or both, got ${unknown === undefined ? "none" : String(unknown)}`,
    );
  }
  for (const { filters, timeStride, bandStride } of planes) {
    checkPositiveInteger("planes.filters", filters);
    checkPositiveInteger("planes.timeStride", timeStride);
    checkPositiveInteger("planes.bandStride", bandStride);
  }
  if (stem.length === 0) throw new RangeError('"stem" must not be empty');
  for (const { kernelSize, stride } of stem) {
    checkPositiveInteger("stem.kernelSize", kernelSize);
    checkPositiveInteger("stem.stride", stride);
    if (kernelSize % 2 === 0) throw new RangeError(`"stem.kernelSize" must be odd, got ${kernelSize}`);
  }
  const pooled = pooledChannels(config);
  if (attentionHeads > 0 && pooled % attentionHeads !== 0) {
    throw new RangeError(`"attentionHeads" must divide the ${pooled} channels that are pooled, got ${attentionHeads}`);
  }
  for (const classes of config.auxiliary) checkPositiveInteger("auxiliary", classes);
  if (!(dropout >= 0 && dropout < 0.9)) throw new RangeError(`"dropout" must be from 0 to below 0.9, got ${dropout}`);
  return config;
}

/** Channels that reach the pooling. */
export function pooledChannels({ recurrentUnits, channels }: ClipNetworkConfig): number {
  return recurrentUnits > 0 ? recurrentUnits : channels;
}

/** Hops that one step of the convolutions over planes stands for. */
export function planeStride({ planes }: ClipNetworkConfig): number {
  return planes.reduce((product, { timeStride }) => product * timeStride, 1);
}
