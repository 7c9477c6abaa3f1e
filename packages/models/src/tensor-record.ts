/** Values and shape of one tensor. */
export interface TensorRecord {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors by name. */
export type TensorRecords = Readonly<Record<string, TensorRecord>>;
