import { type Emotion, emotions } from "./emotion.js";

const modalities = ["audio-video", "video", "audio"] as const;
const channels = ["speech", "song"] as const;
const intensities = ["normal", "strong"] as const;
const actorCount = 24;

/**
 * The two sentences that every actor speaks, in the order of their codes: `statements[utterance.statement - 1]`.
 *
 * @example
 * statements[0]; // "Kids are talking by the door"
 */
export const statements = ["Kids are talking by the door", "Dogs are sitting by the door"] as const;

/** What the name of a RAVDESS file says about the recording. */
export interface Utterance {
  /** Name without folder and extension, unique in the corpus: `"03-01-06-01-02-01-12"`. */
  readonly id: string;
  readonly modality: (typeof modalities)[number];
  readonly channel: (typeof channels)[number];
  readonly emotion: Emotion;
  /** Class of the emotion, 0 (neutral) to 7 (surprised). */
  readonly emotionIndex: number;
  readonly intensity: (typeof intensities)[number];
  /** Which of the two {@link statements}. */
  readonly statement: 1 | 2;
  readonly repetition: 1 | 2;
  /** Speaker, 1 to 24. */
  readonly actor: number;
  /** Actors of odd number are male, of even number female. */
  readonly gender: "male" | "female";
  /** The path that was parsed, unchanged. */
  readonly path: string;
}

/** The fields that make up a name: an {@link Utterance} without those that follow from the others. */
export type RavdessName = Omit<Utterance, "id" | "emotionIndex" | "gender" | "path">;

/** A name that is not a RAVDESS name, or fields that no RAVDESS name can hold. */
export class RavdessNameError extends Error {
  override readonly name = "RavdessNameError";
  /** The part that is wrong; `"form"` if the name does not have seven two-digit fields at all. */
  readonly field: keyof RavdessName | "form";
  /** What was found in its place. */
  readonly value: string;

  constructor(field: keyof RavdessName | "form", value: string, message: string) {
    super(message);
    this.field = field;
    this.value = value;
  }
}

/**
 * Reads what the name of a RAVDESS file says: `MM-VC-EE-II-SS-RR-AA`, with or without folders (`/` or `\`) and the extension
 * `.wav` or `.mp4`. Nothing is read from disk.
 *
 * @param path - Path or bare name of a recording.
 * @returns The fields by name, with class index, gender and the path as given.
 * @throws {TypeError} If `path` is not a string.
 * @throws {RavdessNameError} If the name has another form, a code out of range, or a strong neutral, which does not exist.
 *
 * Codes: Livingstone and Russo 2018, "File naming convention".
 *
 * @example
 * const { emotion, emotionIndex, actor, gender } = parseRavdessName("Actor_12/03-01-06-01-02-01-12.wav");
 * // "fearful", 5, 12, "female"
 */
export function parseRavdessName(path: string): Utterance {
  if (typeof path !== "string")
    throw new TypeError(`"path" must be a string, got ${path === null ? "null" : typeof path}`);
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const match = /^(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)(?:\.(?:wav|mp4))?$/i.exec(name);
  if (match === null) {
    throw new RavdessNameError("form", name, `"${name}" is not a RAVDESS name such as "03-01-06-01-02-01-12.wav"`);
  }
  const codes = match.slice(1);
  const code = (position: number, field: keyof RavdessName, highest: number): number => {
    const text = codes[position]!;
    const value = Number(text);
    if (value < 1 || value > highest) {
      const range = `01 to ${String(highest).padStart(2, "0")}`;
      throw new RavdessNameError(field, text, `"${name}": the code of the ${field} must be ${range}, got ${text}`);
    }
    return value;
  };
  const modality = modalities[code(0, "modality", modalities.length) - 1]!;
  const channel = channels[code(1, "channel", channels.length) - 1]!;
  const emotionIndex = code(2, "emotion", emotions.length) - 1;
  const intensity = intensities[code(3, "intensity", intensities.length) - 1]!;
  const statement = code(4, "statement", statements.length) as 1 | 2;
  const repetition = code(5, "repetition", 2) as 1 | 2;
  const actor = code(6, "actor", actorCount);
  const emotion = emotions[emotionIndex]!;
  if (emotion === "neutral" && intensity === "strong") {
    throw new RavdessNameError("intensity", codes[3]!, `"${name}": neutral exists in normal intensity only`);
  }
  return {
    id: codes.join("-"),
    modality,
    channel,
    emotion,
    emotionIndex,
    intensity,
    statement,
    repetition,
    actor,
    gender: actor % 2 === 1 ? "male" : "female",
    path,
  };
}

/**
 * Name of the recording that the fields describe, without folder and extension: the inverse of {@link parseRavdessName}.
 *
 * @param name - The seven fields; an {@link Utterance} will do.
 * @returns Seven two-digit codes joined by hyphens, which is the utterance's `id`.
 * @throws {TypeError} If `name` is not an object.
 * @throws {RavdessNameError} If a field holds a value that RAVDESS does not have, or for a strong neutral.
 *
 * @example
 * formatRavdessName({
 *   modality: "audio", channel: "speech", emotion: "angry", intensity: "strong", statement: 2, repetition: 1, actor: 7,
 * }); // "03-01-05-02-02-01-07"
 */
export function formatRavdessName(name: RavdessName): string {
  if (typeof name !== "object" || name === null) {
    throw new TypeError(`"name" must be an object, got ${name === null ? "null" : typeof name}`);
  }
  const code = (field: keyof RavdessName, choices: readonly (string | number)[]): string => {
    const index = choices.indexOf(name[field]);
    if (index < 0) {
      const value = String(name[field]);
      throw new RavdessNameError(field, value, `"${field}" must be one of ${choices.join(", ")}, got ${value}`);
    }
    return String(index + 1).padStart(2, "0");
  };
  const codes = [
    code("modality", modalities),
    code("channel", channels),
    code("emotion", emotions),
    code("intensity", intensities),
    code("statement", [1, 2]),
    code("repetition", [1, 2]),
    code(
      "actor",
      Array.from({ length: actorCount }, (_, index) => index + 1),
    ),
  ];
  if (name.emotion === "neutral" && name.intensity === "strong") {
    throw new RavdessNameError("intensity", name.intensity, "neutral exists in normal intensity only");
  }
  return codes.join("-");
}
