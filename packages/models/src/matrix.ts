/** Numbers in rows and columns, row-major: `data[row * shape[1] + column]`. */
export interface Matrix {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [rows: number, columns: number];
}

/** Throws unless `matrix` is consistent and has at least one row and one column. */
export function checkMatrix(name: string, { data, shape }: Matrix): void {
  const [rows, columns] = shape;
  if (!(rows > 0 && columns > 0))
    throw new RangeError(`"${name}" must not be empty, got the shape [${shape.join(", ")}]`);
  if (data.length !== rows * columns) {
    throw new RangeError(`"${name}" must hold ${rows} x ${columns} numbers, got ${data.length}`);
  }
}
