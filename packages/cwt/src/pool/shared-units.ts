/**
 * Units of work that several threads share: each takes from the beginning of a range of its own, and when that is used up,
 * from the end of the range of which most is left. So a thread that is slow or wakes late does less.
 *
 * All lies in one array in shared memory: a flag that becomes 1 when the work is not wanted any more, and the range of each
 * thread, whose first unit stands in the upper half of a number and whose end in the lower half.
 */
export type SharedUnits = Int32Array;

/** Most units that there may be. */
export const MOST_UNITS = 65_535;

/** @param ranges - Of each thread: the first unit, and the one after the last. */
export function createSharedUnits(ranges: readonly (readonly [number, number])[]): SharedUnits {
  const units = new Int32Array(new SharedArrayBuffer(4 + 4 * ranges.length));
  ranges.forEach(([first, end], thread) => (units[1 + thread] = pack(first, end)));
  return units;
}

export function abandon(units: SharedUnits): void {
  Atomics.store(units, 0, 1);
}

export function isAbandoned(units: SharedUnits): boolean {
  return Atomics.load(units, 0) === 1;
}

/** Units for a thread, until none is left to anyone. Each is given to one thread only. */
export function* takeUnits(units: SharedUnits, thread: number): Generator<number, void, void> {
  for (;;) {
    const own = Atomics.load(units, 1 + thread);
    if (leftOf(own) > 0) {
      if (replace(units, thread, own, pack(firstOf(own) + 1, endOf(own)))) yield firstOf(own);
      continue;
    }
    let most = 0;
    let other = 0;
    let range = 0;
    for (let i = 0; i + 1 < units.length; i++) {
      const candidate = Atomics.load(units, 1 + i);
      if (leftOf(candidate) <= most) continue;
      most = leftOf(candidate);
      other = i;
      range = candidate;
    }
    if (most === 0) return;
    if (replace(units, other, range, pack(firstOf(range), endOf(range) - 1))) yield endOf(range) - 1;
  }
}

// A range only ever shrinks, so that a number that is still the same has not been changed in between.
function replace(units: SharedUnits, thread: number, range: number, by: number): boolean {
  return Atomics.compareExchange(units, 1 + thread, range, by) === range;
}

function pack(first: number, end: number): number {
  return (first << 16) | end;
}

function firstOf(range: number): number {
  return range >>> 16;
}

function endOf(range: number): number {
  return range & 0xff_ff;
}

function leftOf(range: number): number {
  return endOf(range) - firstOf(range);
}
