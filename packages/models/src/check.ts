/** Throws unless `value` is a positive integer. */
export function checkPositiveInteger(name: string, value: number): void {
  if (typeof value !== "number") throw new TypeError(`"${name}" must be a number, got ${typeof value}`);
  if (!(Number.isSafeInteger(value) && value > 0)) {
    throw new RangeError(`"${name}" must be a positive integer, got ${value}`);
  }
}

/** Throws unless `value` is an integer of 0 or more. */
export function checkIndex(name: string, value: number): void {
  if (typeof value !== "number") throw new TypeError(`"${name}" must be a number, got ${typeof value}`);
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(`"${name}" must be an integer of 0 or more, got ${value}`);
  }
}

/** Throws unless `value` is finite and above 0. */
export function checkPositive(name: string, value: number): void {
  if (typeof value !== "number") throw new TypeError(`"${name}" must be a number, got ${typeof value}`);
  if (!(value > 0 && value < Infinity)) throw new RangeError(`"${name}" must be finite and > 0, got ${value}`);
}

/** Throws unless `value` is from 0 to below 1. */
export function checkShare(name: string, value: number): void {
  if (typeof value !== "number") throw new TypeError(`"${name}" must be a number, got ${typeof value}`);
  if (!(value >= 0 && value < 1)) throw new RangeError(`"${name}" must be from 0 to below 1, got ${value}`);
}

/** Throws unless `values` holds a class number at every place, below `classes` where that is given. */
export function checkLabels(name: string, values: ArrayLike<number>, classes: number = Infinity): void {
  for (let i = 0; i < values.length; i += 1) {
    const label = values[i]!;
    if (!(Number.isSafeInteger(label) && label >= 0 && label < classes)) {
      const range = classes === Infinity ? "of 0 or more" : `from 0 to ${classes - 1}`;
      throw new RangeError(`"${name}" must hold integers ${range}, got ${label} at index ${i}`);
    }
  }
}

/** Throws unless two lists that belong together have one length, and at least one item. */
export function checkPaired(name: string, a: ArrayLike<unknown>, otherName: string, b: ArrayLike<unknown>): void {
  if (a.length === 0) throw new RangeError(`"${name}" must not be empty`);
  if (a.length !== b.length) {
    throw new RangeError(`"${otherName}" must have as many items as "${name}" (${a.length}), got ${b.length}`);
  }
}
