import type { EmotionProbabilities, TimelineEntry } from "@wader/emotion";

import type { Stretch } from "./analyser.js";
import { page } from "./elements.js";
import type { EmotionAnswer, EmotionRequest } from "./emotion-worker.js";
import type { Bar } from "./plot.js";
import { verdict } from "./verdict.js";

/** A colour for each emotion, which tells it in the list and in the picture. */
const colors: Readonly<Record<keyof EmotionProbabilities, string>> = {
  neutral: "#8b8b97",
  calm: "#3fa7a0",
  happy: "#e0b000",
  sad: "#3f74c4",
  angry: "#d23f31",
  fearful: "#8250c4",
  disgust: "#5d9440",
  surprised: "#e281ad",
};
const names = Object.keys(colors) as (keyof EmotionProbabilities)[];

/** Judgements of a microphone that are kept: more than the picture can show. */
const most = 60;

/** Emotions over time and of the whole. */
export interface EmotionPanel {
  /** What the picture shows. */
  readonly bars: readonly Bar[];
  /** Judges a clip. */
  judgeClip(samples: Float32Array<ArrayBuffer>, sampleRate: number): void;
  /** Judges the last seconds of a microphone, unless it is still busy with those before. */
  judgeRecent(stretch: Stretch, sampleRate: number): void;
  /** Forgets all, and stops. */
  clear(): void;
}

/**
 * Opens the panel. The recogniser is loaded, on a thread of its own, when it is first needed.
 *
 * @param change - Called when there are new bars.
 */
export function createEmotionPanel(change: () => void): EmotionPanel {
  let worker: Worker | undefined;
  let job = 0;
  let bars: readonly Bar[] = [];
  /** End of the stretch of a microphone that is being judged, in seconds. */
  let recentEnd: number | undefined;
  let isBusy = false;

  function ask(request: Omit<EmotionRequest, "id">, transfer: Transferable[]): void {
    worker ??= open();
    job += 1;
    isBusy = true;
    worker.postMessage({ ...request, id: job } satisfies EmotionRequest, transfer);
  }

  function open(): Worker {
    const opened = new Worker(new URL("emotion-worker.ts", import.meta.url), { type: "module" });
    opened.addEventListener("message", ({ data }: MessageEvent<EmotionAnswer>) => {
      if (data.kind === "about") page.emotionsAbout.textContent = about(data);
      else if (data.id === job) take(data);
    });
    // A worker that does not start leaves the panel closed.
    opened.addEventListener("error", () => (isBusy = false));
    return opened;
  }

  function take(answer: Exclude<EmotionAnswer, { kind: "about" }>): void {
    isBusy = answer.kind === "progress";
    page.emotions.hidden = false;
    if (answer.kind === "progress") tell(`Judging: ${Math.round(100 * answer.share)} %.`);
    if (answer.kind === "failed") tell(`The recogniser failed: ${answer.message}`);
    if (answer.kind === "no-speech") tell("No speech.");
    if (answer.kind !== "prediction") return;
    const { probabilities, timeline } = answer.prediction;
    tell(`${recentEnd === undefined ? "The whole clip" : "The last three seconds"}: ${verdict(probabilities)}.`);
    show(probabilities);
    if (recentEnd === undefined) {
      bars = timeline.map((entry, i) => {
        const { start, end, shares } = barOf(entry, timeline.length > 1);
        const next = timeline[i + 1];
        // The last window ends with the speech, and so less than a second after the one before.
        return { start, end: next === undefined ? end : Math.min(end, barOf(next, true).start), shares };
      });
    } else {
      const entry = { start: recentEnd - 3, end: recentEnd, probabilities };
      bars = [...bars.slice(1 - most), barOf(entry, true)];
    }
    change();
  }

  return {
    get bars() {
      return bars;
    },
    judgeClip(samples, sampleRate) {
      recentEnd = undefined;
      ask({ samples, sampleRate }, [samples.buffer]);
    },
    judgeRecent({ samples, end }, sampleRate) {
      if (isBusy) return;
      recentEnd = end;
      ask({ samples, sampleRate }, [samples.buffer]);
    },
    clear() {
      if (worker !== undefined) ask({ sampleRate: 1 }, []);
      isBusy = false;
      bars = [];
      page.emotions.hidden = true;
      change();
    },
  };
}

/** Windows are three seconds long and a second apart: each is drawn as the second in its middle. */
function barOf({ start, end, probabilities }: TimelineEntry, isWindow: boolean): Bar {
  const middle = (start + end) / 2;
  const shares = names.map((name) => ({ name, color: colors[name], share: probabilities[name] }));
  return { start: isWindow ? middle - 0.5 : start, end: isWindow ? middle + 0.5 : end, shares };
}

function tell(text: string): void {
  if (page.emotionsState.textContent !== text) page.emotionsState.textContent = text;
}

function show(probabilities: EmotionProbabilities): void {
  const entries = names.map((name) => {
    const entry = document.createElement("li");
    const bar = document.createElement("div");
    const filled = document.createElement("div");
    bar.className = "bar";
    filled.style.width = `${100 * probabilities[name]}%`;
    filled.style.background = colors[name];
    bar.append(filled);
    const label = document.createElement("span");
    label.textContent = name;
    const percent = document.createElement("span");
    percent.textContent = `${Math.round(100 * probabilities[name])} %`;
    entry.append(label, bar, percent);
    return entry;
  });
  page.emotionsList.replaceChildren(...entries);
}

function about({ info, models }: Extract<EmotionAnswer, { kind: "about" }>): string {
  const accuracy = Math.round(100 * models[0]!.figures.unweightedAccuracy);
  return (
    `A guess, by speech that was acted: of voices that it has not heard it tells ${accuracy} % right, in the mean over the emotions, ` +
    `where chance is one in ${names.length}. Of everyday speech, and of synthetic voices, it knows nothing. ` +
    `Trained on ${info.data} (${info.licence}).`
  );
}
