/** Values of a signal, of a spectrum or of a row. */
export type Samples = Float32Array | Float64Array;
