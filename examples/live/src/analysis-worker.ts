import { receiveSamples } from "@wader/cwt/capture";
import type { SampleSource } from "@wader/cwt/capture";

import { createClipColumns } from "./clip-columns.js";
import type { ClipColumns } from "./clip-columns.js";
import type { Columns } from "./columns.js";
import { createLiveColumns } from "./live-columns.js";
import { clipRate } from "./messages.js";
import type { Answer, Request } from "./messages.js";
import { createRecentSamples } from "./recent-samples.js";
import type { RecentSamples } from "./recent-samples.js";
import { defaults } from "./settings.js";
import type { Analysis } from "./settings.js";
import { columnSeconds, prepareTransform } from "./transform.js";
import { openWav } from "./wav-pieces.js";

interface Clip {
  /** Whole columns long; zeros follow the clip's end. */
  readonly samples: Float32Array;
  readonly length: number;
  filled: number;
}

// A worker's scope, of whose types the page's are a part.
const scope = globalThis as unknown as Worker;

let job = 0;
let analysis: Analysis = defaults;
let clip: Clip | undefined;
let maker: ClipColumns | undefined;
let isTransforming = false;
let stopListening: (() => void) | undefined;
let restartListening: (() => void) | undefined;
let recent: RecentSamples | undefined;

function answer(message: Answer, transfer: Transferable[] = []): void {
  scope.postMessage(message, transfer);
}

function giveColumns(columns: Columns, lost: number): void {
  answer({ kind: "columns", job, columns, lost }, [columns.levels.buffer]);
}

function begin(sampleRate: number, length?: number): void {
  answer({ kind: "begin", job, frequencies: prepareTransform(analysis, sampleRate).frequencies, length });
}

/** Lets waiting messages in, such as those that end this job. */
const turn = new MessageChannel();
turn.port1.start();
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    turn.port1.addEventListener("message", () => resolve(), { once: true });
    turn.port2.postMessage(undefined);
  });
}

function stop(): void {
  stopListening?.();
  stopListening = undefined;
  restartListening = undefined;
  recent = undefined;
  clip = undefined;
  maker = undefined;
}

function listen(source: SampleSource, sampleRate: number): void {
  let totalLost = 0;
  let take: (samples: Float32Array, lost: number) => void;
  restartListening = () => {
    begin(sampleRate);
    take = createLiveColumns(analysis, sampleRate, (columns) => giveColumns(columns, totalLost));
  };
  restartListening();
  const kept = createRecentSamples(sampleRate);
  recent = kept;
  stopListening = receiveSamples(source, (samples, lost) => {
    totalLost += lost;
    kept.push(samples);
    take(samples, lost);
  });
}

function startTransform({ samples, length }: Clip): void {
  begin(clipRate, length);
  maker = createClipColumns(samples, analysis, clipRate);
}

function newClip(length: number): Clip {
  const hop = Math.round(columnSeconds * clipRate);
  clip = { samples: new Float32Array(Math.ceil(length / hop) * hop), length, filled: 0 };
  startTransform(clip);
  return clip;
}

async function append(to: Clip, samples: Float32Array): Promise<void> {
  to.samples.set(samples, to.filled);
  to.filled += samples.length;
  if (to.filled >= to.length) to.filled = to.samples.length;
  await transformWhatIsThere();
}

/** Only one runs at a time; the clip and the analysis may change between two batches. */
async function transformWhatIsThere(): Promise<void> {
  if (isTransforming) return;
  isTransforming = true;
  for (;;) {
    const columns = clip === undefined ? undefined : maker?.next(clip.filled);
    if (columns === undefined) break;
    giveColumns(columns, 0);
    await nextTask();
  }
  isTransforming = false;
  if (clip !== undefined && clip.filled === clip.samples.length) answer({ kind: "end", job });
}

async function openFile(file: Blob): Promise<void> {
  const mine = job;
  try {
    const { length, pieces } = await openWav(file, clipRate);
    if (job !== mine) return;
    const opened = newClip(length);
    for await (const samples of pieces()) {
      if (clip !== opened) return;
      await append(opened, samples);
    }
  } catch (error) {
    answer({ kind: "failed", job: mine, message: error instanceof Error ? error.message : String(error) });
  }
}

async function change(next: Analysis): Promise<void> {
  analysis = next;
  restartListening?.();
  if (clip === undefined) return;
  startTransform(clip);
  await transformWhatIsThere();
}

async function perform(request: Request): Promise<void> {
  if (request.kind === "read") {
    const samples = clip?.samples.slice(request.start, request.start + request.count) ?? new Float32Array(0);
    const end = (request.start + samples.length) / clipRate;
    return answer({ kind: "read", id: request.id, samples, end }, [samples.buffer]);
  }
  if (request.kind === "recent") {
    const { samples, end } = recent?.take() ?? { samples: new Float32Array(0), end: 0 };
    return answer({ kind: "read", id: request.id, samples, end }, [samples.buffer]);
  }
  if (request.kind === "samples") {
    if (request.job === job && clip !== undefined) await append(clip, request.samples);
    return;
  }
  job = request.job;
  if (request.kind === "analysis") return change(request.analysis);
  stop();
  if (request.kind === "listen") listen(request.source, request.sampleRate);
  if (request.kind === "open-wav") await openFile(request.file);
  if (request.kind === "open-samples") newClip(request.length);
}

scope.addEventListener("message", ({ data }: MessageEvent<Request>) => void perform(data));
