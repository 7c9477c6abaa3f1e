/** A value as error messages show it: numbers and strings literally, anything else by its class. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Object.prototype.toString.call(value).slice(8, -1);
  return typeof value === "function" ? "a function" : String(value);
}

export function checkNumber(name: string, value: unknown): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`"${name}" must be a number, got ${show(value)}`);
}

export function checkFinite(name: string, value: unknown): asserts value is number {
  checkNumber(name, value);
  if (!Number.isFinite(value)) throw new RangeError(`"${name}" must be finite, got ${value}`);
}

export function checkPositive(name: string, value: unknown): asserts value is number {
  checkNumber(name, value);
  if (!(value > 0 && value < Infinity)) throw new RangeError(`"${name}" must be finite and > 0, got ${value}`);
}

export function checkPositiveInteger(name: string, value: unknown): asserts value is number {
  checkNumber(name, value);
  if (!(Number.isSafeInteger(value) && value > 0)) {
    throw new RangeError(`"${name}" must be a whole number > 0, got ${value}`);
  }
}
