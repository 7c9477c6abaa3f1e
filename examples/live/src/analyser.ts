import type { SampleSource } from "@wader/cwt/capture";

import type { Columns } from "./columns.js";
import type { Answer, Request } from "./messages.js";
import type { Analysis } from "./settings.js";

/** What comes from the worker about the job that was asked for last. */
export interface AnalyserEvents {
  /** A transform begins. `length` is the clip's, in samples; a microphone has none. */
  begin(frequencies: Float64Array, length: number | undefined): void;
  columns(columns: Columns, lost: number): void;
  /** All columns of a clip are there. */
  end(): void;
  failed(message: string): void;
}

/** Some samples. */
export interface Stretch {
  readonly samples: Float32Array<ArrayBuffer>;
  /** Time of their end, in seconds. */
  readonly end: number;
}

/** The page's side of the worker that transforms. */
export interface Analyser {
  change(analysis: Analysis): void;
  listen(source: SampleSource, sampleRate: number, transfer: Transferable[]): void;
  openWav(file: Blob): void;
  /** Opens a clip whose samples `append` brings. */
  openSamples(length: number): void;
  append(samples: Float32Array<ArrayBuffer>): void;
  stop(): void;
  /** Samples of the clip, for playing. */
  readonly read: (start: number, count: number) => Promise<Float32Array<ArrayBuffer>>;
  /** The last seconds of the microphone. */
  readonly recent: () => Promise<Stretch>;
}

/** Starts the worker. */
export function createAnalyser(analysis: Analysis, events: AnalyserEvents): Analyser {
  const worker = new Worker(new URL("analysis-worker.ts", import.meta.url), { type: "module" });
  const readers = new Map<number, (stretch: Stretch) => void>();
  let job = 0;
  let reads = 0;
  const ask = (request: Request, transfer: Transferable[] = []): void => worker.postMessage(request, transfer);

  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    if (data.kind === "read") {
      readers.get(data.id)?.(data);
      readers.delete(data.id);
    } else if (data.job === job) {
      if (data.kind === "begin") events.begin(data.frequencies, data.length);
      if (data.kind === "columns") events.columns(data.columns, data.lost);
      if (data.kind === "end") events.end();
      if (data.kind === "failed") events.failed(data.message);
    }
  });
  worker.addEventListener("error", (event) => events.failed(event.message || "The worker did not start."));

  function read(request: { kind: "read"; start: number; count: number } | { kind: "recent" }): Promise<Stretch> {
    reads += 1;
    const id = reads;
    return new Promise((resolve) => {
      readers.set(id, resolve);
      ask({ ...request, id });
    });
  }

  const analyser: Analyser = {
    change: (next) => ask({ kind: "analysis", job: ++job, analysis: next }),
    listen: (source, sampleRate, transfer) => ask({ kind: "listen", job: ++job, source, sampleRate }, transfer),
    openWav: (file) => ask({ kind: "open-wav", job: ++job, file }),
    openSamples: (length) => ask({ kind: "open-samples", job: ++job, length }),
    append: (samples) => ask({ kind: "samples", job, samples }, [samples.buffer]),
    stop: () => ask({ kind: "stop", job: ++job }),
    read: async (start, count) => {
      const { samples } = await read({ kind: "read", start, count });
      return samples;
    },
    recent: () => read({ kind: "recent" }),
  };
  analyser.change(analysis);
  return analyser;
}
