/**
 * Units of work that several threads share: two threads take from the two ends of one range, so that they meet among units for
 * which both have prepared; and when that is used up, from the end of the range of which most is left. So a thread that is slow
 * or wakes late does less.
 *
 * All lies in one array in shared memory: a flag that becomes 1 when the work is not wanted any more, and the range of each
 * two threads, whose first unit stands in the upper half of a number and whose end in the lower half.
 */
export type SharedUnits = Int32Array;

/** Most units that there may be. */
export const MOST_UNITS = 65_535;

/** @param ranges - What falls to each thread, one after another: the first unit, and the one after the last. */
export function createSharedUnits(ranges: readonly (readonly [number, number])[]): SharedUnits {
  const units = new Int32Array(new SharedArrayBuffer(4 + 4 * Math.ceil(ranges.length / 2)));
  for (let thread = 0; thread < ranges.length; thread += 2) {
    const [first, end] = ranges[thread]!;
    units[1 + thread / 2] = pack(first, ranges[thread + 1]?.[1] ?? end);
  }
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
  const own = thread >> 1;
  for (;;) {
    let place = own;
    let range = Atomics.load(units, 1 + own);
    if (leftOf(range) === 0) ({ place, range } = fullest(units));
    if (leftOf(range) === 0) return;
    const first = firstOf(range);
    const end = endOf(range);
    if (place === own && thread % 2 === 0) {
      if (replace(units, place, range, pack(first + 1, end))) yield first;
    } else if (replace(units, place, range, pack(first, end - 1))) yield end - 1;
  }
}

/** The range of which most is left, and its place. */
function fullest(units: SharedUnits): { place: number; range: number } {
  let found = { place: 0, range: 0 };
  for (let place = 0; place + 1 < units.length; place++) {
    const range = Atomics.load(units, 1 + place);
    if (leftOf(range) > leftOf(found.range)) found = { place, range };
  }
  return found;
}

// A range only ever shrinks, so that a number that is still the same has not been changed in between.
function replace(units: SharedUnits, place: number, range: number, by: number): boolean {
  return Atomics.compareExchange(units, 1 + place, range, by) === range;
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
