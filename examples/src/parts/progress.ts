import { Presets, SingleBar } from "cli-progress";

/** Progress of one piece of work. */
export interface Progress {
  /** Says that `done` of the total are finished, with a note that is shown behind. */
  update(done: number, note?: string): void;
  /** Ends the line. */
  finish(): void;
}

const linesEverySeconds = 5;

/**
 * Shows progress with rate and time left on stderr: a bar on a terminal, a plain line every few seconds elsewhere.
 *
 * @param label - What is being done: "Training the autoencoder".
 * @param total - Number of units in all.
 * @param unit - Name of a unit, in the plural.
 * @param start - Units that were already finished before this run; they do not count for the rate.
 */
export function startProgress(label: string, total: number, unit: string, start = 0): Progress {
  const began = performance.now();
  const state = (done: number): string => {
    const seconds = (performance.now() - began) / 1000;
    const rate = (done - start) / seconds;
    if (!(rate > 0)) return "";
    const left = (total - done) / rate;
    const speed = rate >= 1 ? `${rate.toFixed(1)} ${unit}/s` : `${(1 / rate).toFixed(1)} s each`;
    return done >= total ? `, ${speed}, ${duration(seconds)}` : `, ${speed}, ${duration(left)} left`;
  };
  return process.stderr.isTTY ? bar(label, total, unit, start, state) : lines(label, total, unit, start, state);
}

function bar(label: string, total: number, unit: string, start: number, state: (done: number) => string): Progress {
  const shown = new SingleBar(
    {
      format: `${label} {bar} {value}/{total} ${unit}{state}{note}`,
      barsize: 24,
      stream: process.stderr,
      hideCursor: false,
    },
    Presets.shades_classic,
  );
  shown.start(total, start, { state: "", note: "" });
  return {
    update(done, note) {
      shown.update(done, { state: state(done), ...(note === undefined ? {} : { note: `, ${note}` }) });
    },
    finish: () => shown.stop(),
  };
}

function lines(label: string, total: number, unit: string, start: number, state: (done: number) => string): Progress {
  let last = performance.now();
  let shown = start - 1;
  let latest = { done: start, note: "" };
  const print = (): void => {
    if (latest.done === shown) return;
    shown = latest.done;
    process.stderr.write(`${label}: ${latest.done}/${total} ${unit}${state(latest.done)}${latest.note}\n`);
  };
  return {
    update(done, note) {
      latest = { done, note: note === undefined ? latest.note : `, ${note}` };
      if (performance.now() - last < linesEverySeconds * 1000) return;
      last = performance.now();
      print();
    },
    finish: print,
  };
}

/** "48 s", "3 min 20 s", "1 h 05 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Largest memory that the process has held so far, in megabytes. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}
