/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Marks at 1, 2 and 5 times powers of ten, in Hz, as far apart as `gap` of the axis' whole length at least. */
export function frequencyTicks(low: number, high: number, gap: number): Tick[] {
  const ticks: Tick[] = [];
  const distance = (a: number, b: number): number => Math.log(b / a) / Math.log(high / low);
  for (let power = 10; power <= high; power *= 10) {
    for (const digit of [1, 2, 5]) {
      const value = digit * power;
      const last = ticks.at(-1);
      // 1 and its like are the better marks, so one that is too close gives way to them.
      if (value < low || value > high) continue;
      if (last !== undefined && distance(last.value, value) < gap) {
        if (digit !== 1) continue;
        ticks.pop();
      }
      ticks.push({ value, label: value < 1000 ? String(value) : `${value / 1000}k` });
    }
  }
  return ticks;
}

/** Every whole multiple of a power of ten from one to nine times it, in Hz: small marks, by which a logarithmic axis is known. */
export function minorFrequencies(low: number, high: number): number[] {
  const values: number[] = [];
  for (let power = 10; power <= high; power *= 10) {
    for (let digit = 1; digit < 10; digit++) {
      if (digit * power >= low && digit * power <= high) values.push(digit * power);
    }
  }
  return values;
}

/**
 * Marks of an even axis at round steps.
 *
 * @param count - How many of them at most.
 * @param label - Writes a value, with as many digits after the point as the step has.
 */
export function evenTicks(
  from: number,
  to: number,
  count: number,
  label: (value: number, digits: number) => string,
): Tick[] {
  const least = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= least * (1 - 1e-9))!;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) {
    const value = k * step;
    ticks.push({ value, label: label(value, digits) });
  }
  return ticks;
}

/** Seconds as people read them: 2.5, or 1:02.5 from a minute on. */
export function clock(seconds: number, digits = 0): string {
  const rounded = Number(seconds.toFixed(digits));
  if (rounded < 60) return rounded.toFixed(digits);
  const minutes = Math.floor(rounded / 60);
  return `${minutes}:${(rounded - 60 * minutes).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, "0")}`;
}
