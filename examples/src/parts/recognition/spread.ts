/** A figure over several seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation; 0 for one seed. */
  readonly deviation: number;
  readonly bySeed: readonly number[];
}

/** Mean and sample standard deviation. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(square / (values.length - 1)), bySeed: values };
}

/** "63.2 % ± 0.7". */
export function percentSpread({ mean, deviation }: Spread): string {
  return `${percent(mean)} ± ${(100 * deviation).toFixed(1)}`;
}

/** "63.2 %". */
export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
