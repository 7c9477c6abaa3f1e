/** What a process has used so far, its threads included. */
export interface Usage {
  /** Seconds since it was asked to measure. */
  readonly wall: number;
  /** Seconds of processor time, its own and the system's for it. */
  readonly processor: number;
}

/** Begins to measure; the result tells what was used since. */
export function startUsage(): () => Usage {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wall: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
  };
}

/** In words, as {@link parseUsage} reads them. */
export function usageText({ wall, processor }: Usage): string {
  return `${processor.toFixed(2)} s of processor time in ${wall.toFixed(2)} s`;
}

/** Reads what {@link usageText} wrote, anywhere in a text; `undefined` if it is not there. */
export function parseUsage(text: string): Usage | undefined {
  const match = /(?<processor>[\d.]+) s of processor time in (?<wall>[\d.]+) s/.exec(text)?.groups;
  return match === undefined ? undefined : { wall: Number(match["wall"]), processor: Number(match["processor"]) };
}
