function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`The page must have an element "${id}" of the kind ${kind.name}`);
}

const button = (id: string): HTMLButtonElement => element(id, HTMLButtonElement);
const any = (id: string): HTMLElement => element(id, HTMLElement);

/** What the page is made of. */
export const page = {
  microphone: button("microphone"),
  open: button("open"),
  file: element("file", HTMLInputElement),
  sentence: button("sentence"),
  tones: button("tones"),
  welcome: any("welcome"),
  begin: button("begin"),
  savePicture: button("save-picture"),
  saveData: button("save-data"),
  status: any("status"),
  fault: any("fault"),
  work: any("work"),
  progress: element("progress", HTMLProgressElement),
  progressText: any("progress-text"),
  cancel: button("cancel"),
  plot: element("plot", HTMLCanvasElement),
  readOut: any("read-out"),
  playback: any("playback"),
  play: button("play"),
  position: element("position", HTMLInputElement),
  time: any("time"),
  emotions: any("emotions"),
  emotionsState: any("emotions-state"),
  emotionsList: any("emotions-list"),
  emotionsAbout: any("emotions-about"),
  settings: element("settings", HTMLFormElement),
  facts: any("facts"),
};

/** Says how things are. What went wrong before is over. */
export function say(text: string): void {
  page.status.textContent = text;
  page.fault.hidden = true;
}

/** Says what went wrong. */
export function complain(text: string): void {
  page.status.textContent = "";
  page.fault.textContent = text;
  page.fault.hidden = false;
}
