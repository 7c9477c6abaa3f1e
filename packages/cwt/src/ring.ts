import { checkInteger } from "./check.js";

/**
 * Makes a ring of samples in shared memory, from one writing thread to one reading thread, without locks.
 * `openRingWriter`
 * of the worklet opens its other end.
 *
 * @param capacity - Samples that it holds at least, an integer from 1 to 2^28. It is raised to a power of two, from 256
 *   on: two quanta.
 */
export function createRing(capacity: number): SharedArrayBuffer {
  checkInteger("capacity", capacity, 1, 2 ** 28);
  return new SharedArrayBuffer(16 + 4 * 2 ** Math.max(8, Math.ceil(Math.log2(capacity))));
}

/** The reading end of a ring. */
export interface RingReader {
  /**
   * Takes all samples that wait.
   *
   * @returns The samples, in an array that the next call overwrites, and how many were lost just before them.
   */
  read(): { readonly samples: Float32Array; readonly lost: number };
}

/** Opens the reading end of a ring that {@link createRing} made. Only one thread may read. */
export function openRing(ring: SharedArrayBuffer): RingReader {
  const counts = new Int32Array(ring, 0, 3);
  const values = new Float32Array(ring, 16);
  const copy = new Float32Array(values.length);
  let lostBefore = 0;
  return {
    read() {
      const read = Atomics.load(counts, 1);
      const count = (Atomics.load(counts, 0) - read) | 0;
      const at = read & (values.length - 1);
      const first = Math.min(count, values.length - at);
      copy.set(values.subarray(at, at + first));
      copy.set(values.subarray(0, count - first), first);
      Atomics.store(counts, 1, (read + count) | 0);
      // Samples are lost while the ring is full, so after those that were just taken from it.
      const lost = count > 0 ? lostBefore : 0;
      lostBefore += Atomics.exchange(counts, 2, 0) - lost;
      return { samples: copy.subarray(0, count), lost };
    },
  };
}
