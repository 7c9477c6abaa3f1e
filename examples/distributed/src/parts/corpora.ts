import { parseRavdessName, RavdessNameError } from "@wader/ravdess";

/** What the name of a recording says. Emotions have the words of RAVDESS where they mean the same, else the corpus' own. */
export interface Recording {
  /** Unique in its corpus; for speakers who share file names, the speaker is part of it. */
  readonly id: string;
  /** Path below the folder, archive or prefix, with `/` between folders. */
  readonly path: string;
  readonly speaker: string;
  readonly emotion: string;
}

/** Reads a path; `undefined` if it is no recording of the corpus. */
export type Grammar = (path: string) => Recording | undefined;

const emoDb = {
  W: "angry",
  L: "bored",
  E: "disgust",
  A: "fearful",
  F: "happy",
  T: "sad",
  N: "neutral",
} as const;

const cremaD = {
  ANG: "angry",
  DIS: "disgust",
  FEA: "fearful",
  HAP: "happy",
  NEU: "neutral",
  SAD: "sad",
} as const;

const tess = {
  angry: "angry",
  disgust: "disgust",
  fear: "fearful",
  happy: "happy",
  neutral: "neutral",
  ps: "surprised",
  sad: "sad",
} as const;

const savee = {
  a: "angry",
  d: "disgust",
  f: "fearful",
  h: "happy",
  n: "neutral",
  sa: "sad",
  su: "surprised",
} as const;

/**
 * Names of files by corpus.
 *
 * - `ravdess`: `03-01-06-01-02-01-12.wav`, speech alone; Livingstone and Russo 2018.
 * - `emo-db`: `03a01Fa.wav`, speaker, text, emotion by the first letter of its German word, version; Burkhardt et al. 2005.
 * - `crema-d`: `1001_DFA_ANG_XX.wav`, actor, sentence, emotion, level; Cao et al. 2014.
 * - `tess`: `OAF_back_angry.wav`, speaker, word, emotion (`ps` is pleasant surprise); Pichora-Fuller and Dupuis 2020.
 * - `savee`: `DC/a01.wav` or `DC_a01.wav`, speaker, emotion, sentence; Haq and Jackson 2009.
 */
export const grammars = {
  ravdess(path) {
    try {
      const { id, channel, actor, emotion } = parseRavdessName(path);
      return channel === "speech" && /\.wav$/i.test(path) ? { id, path, speaker: String(actor), emotion } : undefined;
    } catch (error) {
      if (error instanceof RavdessNameError) return undefined;
      throw error;
    }
  },
  "emo-db": (path) => {
    const match = /^(?<speaker>\d\d)[ab]\d\d(?<emotion>[WLEAFTN])[a-z]$/.exec(stem(path));
    return match === null ? undefined : recording(path, stem(path), match, emoDb);
  },
  "crema-d": (path) => {
    const match = /^(?<speaker>1\d{3})_[A-Z]{3}_(?<emotion>[A-Z]{3})_(?:LO|MD|HI|XX?)$/.exec(stem(path));
    return match === null ? undefined : recording(path, stem(path), match, cremaD);
  },
  tess: (path) => {
    const match = /^(?<speaker>OAF?|YAF)_[a-z]+_(?<emotion>[a-z]+)$/.exec(stem(path));
    if (match === null) return undefined;
    // A few files of the older speaker lack the F.
    const found = recording(path, stem(path), match, tess);
    return found === undefined ? undefined : { ...found, speaker: found.speaker === "OA" ? "OAF" : found.speaker };
  },
  savee: (path) => {
    const match = /(?:^|\/)(?<speaker>DC|JE|JK|KL)[_/](?<emotion>sa|su|[adfhn])(?<sentence>\d\d)\.wav$/i.exec(path);
    if (match === null) return undefined;
    // Each speaker's folder has the same names.
    const { speaker, emotion, sentence } = match.groups!;
    return recording(path, `${speaker!}_${emotion!}${sentence!}`, match, savee);
  },
} as const satisfies Record<string, Grammar>;

export type CorpusName = keyof typeof grammars;
export const corpusNames = ["ravdess", "emo-db", "crema-d", "tess", "savee"] as const satisfies CorpusName[];

function stem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /\.wav$/i.test(name) ? name.slice(0, -4) : "";
}

function recording(
  path: string,
  id: string,
  { groups }: RegExpExecArray,
  emotions: Readonly<Record<string, string>>,
): Recording | undefined {
  const { speaker, emotion } = groups!;
  const word = emotions[emotion!];
  return word === undefined ? undefined : { id, path, speaker: speaker!, emotion: word };
}
