import { createAnalyser } from "./analyser.js";
import { createColumnStore } from "./column-store.js";
import type { ColumnStore } from "./column-store.js";
import { bindControls } from "./controls.js";
import { complain, page, say } from "./elements.js";
import { createEmotionPanel } from "./emotion-panel.js";
import { takeFiles } from "./file-input.js";
import { clipRate } from "./messages.js";
import { microphoneFault, openMicrophone } from "./microphone.js";
import type { Microphone } from "./microphone.js";
import { openSound } from "./open-sound.js";
import { createPlayer } from "./player.js";
import type { Player } from "./player.js";
import { sampleSentence } from "./sample-sentence.js";
import { sampleTones } from "./sample-tones.js";
import { levelsAsCsv, offer } from "./save.js";
import { limits, sameAnalysis } from "./settings.js";
import type { Settings } from "./settings.js";
import { clock } from "./ticks.js";
import { columnSeconds } from "./transform.js";
import { createView } from "./view.js";

/** Seconds of a clip up to which its emotions are judged. */
const longestJudged = 600;

let store: ColumnStore | undefined;
let microphone: Microphone | undefined;
let clip: { readonly duration: number; readonly player: Player } | undefined;
/** Name of the sound that is open or on its way. */
let name = "";
/** Counts what was asked for, so that a late answer is known for what it is. */
let wish = 0;
let lost = 0;
/** Whether the clip that is on its way shall sound as soon as it is there. */
let playsAtOnce = false;
let loadedSince = 0;

let settings: Settings = bindControls(page.settings, (next) => {
  const isSame = sameAnalysis(settings, next);
  settings = next;
  view.change(next);
  if (!isSame) analyser.change(next);
});

const analyser = createAnalyser(settings, {
  begin(frequencies, length) {
    const columns = length === undefined ? limits.span[1] / columnSeconds : length / (columnSeconds * clipRate);
    store = createColumnStore(frequencies, Math.ceil(columns));
    loadedSince = performance.now();
    page.welcome.hidden = true;
    page.savePicture.disabled = false;
    page.saveData.disabled = false;
    if (length !== undefined) openClip(length);
    view.invalidate();
  },
  columns(columns, lostSamples) {
    store!.append(columns);
    lost = lostSamples;
    // Of a long clip, most columns are out of sight.
    if (columns.first * columnSeconds < view.window().to || clip === undefined) view.invalidate();
  },
  end() {
    page.work.hidden = true;
    say(`${name}: ${clock(clip?.duration ?? 0, 2)} s.`);
    void judgeClip();
  },
  failed: (message) => fail(`${name} does not open: ${message}`),
});

const emotions = createEmotionPanel(() => view.invalidate());

const view = createView(
  page.plot,
  settings,
  () => ({
    store,
    duration: clip?.duration,
    cursor: clip?.player.time(),
    emotions: emotions.bars,
    isMoving: microphone !== undefined || clip?.player.isPlaying === true,
  }),
  (text, isByKeys) => {
    // What follows the pointer, or the sound, would never let a screen reader end a sentence.
    page.readOut.setAttribute("aria-live", isByKeys ? "polite" : "off");
    page.readOut.textContent = text;
  },
  (time) => seek(time),
);

/** Ends what there is: the next sound, or silence, begins. */
function closeSound(): void {
  wish += 1;
  playsAtOnce = false;
  page.welcome.hidden = true;
  closeMicrophone();
  clip?.player.pause();
  clip = undefined;
  analyser.stop();
  emotions.clear();
  page.work.hidden = true;
  page.playback.hidden = true;
}

/** Ends what there is, and says what went wrong with the next. */
function fail(message: string): void {
  closeSound();
  store = undefined;
  page.savePicture.disabled = true;
  page.saveData.disabled = true;
  page.welcome.hidden = false;
  view.invalidate();
  complain(message);
}

function openClip(length: number): void {
  const duration = length / clipRate;
  page.position.max = String(duration);
  page.work.hidden = false;
  page.playback.hidden = false;
  // A change of settings begins the transform anew, not the clip.
  if (clip !== undefined) return;
  const player = createPlayer(length, analyser.read, showPlayback);
  clip = { duration, player };
  showPlayback();
  if (!playsAtOnce) return;
  page.play.focus();
  void togglePlay();
}

async function judgeClip(): Promise<void> {
  if (clip === undefined || clip.duration > longestJudged || emotions.bars.length > 0) return;
  const mine = wish;
  const samples = await analyser.read(0, Math.round(clip.duration * clipRate));
  if (wish === mine) emotions.judgeClip(samples, clipRate);
}

async function judgeMicrophone(): Promise<void> {
  if (microphone === undefined) return;
  const { sampleRate } = microphone;
  const mine = wish;
  const stretch = await analyser.recent();
  if (wish === mine && microphone !== undefined && stretch.end >= 1) emotions.judgeRecent(stretch, sampleRate);
}

function showProgress(): void {
  if (clip === undefined || store === undefined || page.work.hidden) return;
  const share = store.end / store.capacity;
  page.progress.value = share;
  const left = ((performance.now() - loadedSince) / 1000) * (1 / share - 1);
  const done = store.end * columnSeconds;
  if (share > 0) {
    page.progressText.textContent = `${clock(done)} of ${clock(clip.duration)} s transformed, ${clock(Math.ceil(left))} s left`;
  }
}

function showPlayback(): void {
  if (clip === undefined) return;
  const time = clip.player.time();
  page.position.value = String(time);
  page.position.setAttribute("aria-valuetext", `${clock(time, 1)} seconds`);
  page.time.textContent = `${clock(time, 1)} / ${clock(clip.duration, 1)} s`;
  page.play.textContent = clip.player.isPlaying ? "Pause" : "Play";
  view.invalidate();
}

function seek(time: number): void {
  clip?.player.seek(time);
  showPlayback();
}

async function togglePlay(): Promise<void> {
  if (clip === undefined) return;
  if (clip.player.isPlaying) clip.player.pause();
  else {
    void clip.player.play();
    // The first samples are on their way.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  showPlayback();
}

function closeMicrophone(): void {
  microphone?.close();
  microphone = undefined;
  page.microphone.setAttribute("aria-pressed", "false");
  page.microphone.textContent = "Microphone";
}

async function listen(): Promise<void> {
  closeSound();
  const mine = wish;
  name = "Microphone";
  say("Waiting for the microphone…");
  try {
    const opened = await openMicrophone(() => {
      stopListening();
      complain("The microphone is gone: it was unplugged, or its permission withdrawn.");
    });
    if (wish !== mine) return opened.close();
    microphone = opened;
    analyser.listen(opened.source, opened.sampleRate, opened.transfer);
    page.microphone.setAttribute("aria-pressed", "true");
    page.microphone.textContent = "Stop";
    say("Listening.");
  } catch (error) {
    if (wish !== mine) return;
    fail(microphoneFault(error));
  }
}

/** Ends listening; what was heard last stays to be looked at. */
function stopListening(): void {
  closeMicrophone();
  analyser.stop();
  say("Stopped.");
}

async function open(file: File): Promise<void> {
  closeSound();
  const mine = wish;
  name = file.name;
  say(`Opening ${name}…`);
  page.progress.removeAttribute("value");
  page.progressText.textContent = "";
  page.work.hidden = false;
  try {
    await openSound(file, analyser, () => wish === mine);
  } catch (error) {
    if (wish === mine) fail(`${name} does not open: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function openSentence({ plays = false } = {}): Promise<void> {
  closeSound();
  const mine = wish;
  try {
    const sentence = await sampleSentence();
    if (wish !== mine) return;
    void open(sentence);
    playsAtOnce = plays;
  } catch {
    if (wish === mine) fail("The sample sentence does not load.");
  }
}

page.microphone.addEventListener("click", () => {
  if (microphone === undefined) void listen();
  else stopListening();
});
takeFiles((file) => void open(file));
page.sentence.addEventListener("click", () => void openSentence());
page.begin.addEventListener("click", () => void openSentence({ plays: true }));
page.tones.addEventListener("click", () => {
  closeSound();
  name = "Sample tones";
  const samples = sampleTones();
  analyser.openSamples(samples.length);
  analyser.append(samples);
});
page.cancel.addEventListener("click", () => {
  closeSound();
  page.welcome.hidden = store !== undefined;
  say(`${name}: cancelled.`);
});
page.play.addEventListener("click", () => void togglePlay());
page.position.addEventListener("input", () => seek(Number(page.position.value)));
document.addEventListener("keydown", (event) => {
  const isOnControl = event.target instanceof HTMLElement && event.target.matches("button, input, select");
  if (event.key !== " " || isOnControl) return;
  event.preventDefault();
  void togglePlay();
});

page.savePicture.addEventListener("click", () => {
  page.plot.toBlob((picture) => picture && offer(picture, "scalogram.png"), "image/png");
});
page.saveData.addEventListener("click", () => {
  const { from, to } = view.window();
  if (store !== undefined) void levelsAsCsv(store, from, to).then((csv) => offer(csv, "scalogram.csv"));
});

function showFacts(): void {
  page.facts.textContent = "";
  if (microphone === undefined || store === undefined || store.end === 0) return;
  const behind = 1000 * (microphone.elapsed() - store.end * columnSeconds);
  const way = crossOriginIsolated ? "shared memory" : "messages";
  page.facts.textContent =
    `${view.framesPerSecond()} frames a second, ${behind.toFixed(0)} ms from sound to picture, ` +
    `${microphone.sampleRate} Hz through ${way}, ${lost} samples lost`;
}

setInterval(() => {
  if (clip?.player.isPlaying) showPlayback();
  showProgress();
  showFacts();
}, 250);
setInterval(() => void judgeMicrophone(), 1000);
