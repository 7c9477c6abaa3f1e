import type { ColorMap } from "@wader/cwt";
import { type Emotion, emotions } from "@wader/ravdess";

/** One colour for each emotion, apart in hue and lightness. */
export const emotionColors: Readonly<Record<Emotion, string>> = {
  neutral: "#7b8794",
  calm: "#1d9e8f",
  happy: "#e5ac00",
  sad: "#3566c9",
  angry: "#cf2f3b",
  fearful: "#8b54c2",
  disgust: "#638b1f",
  surprised: "#ef7f2b",
};

/** Names and colours of the emotions that occur, in the order of the classes. */
export function emotionLegend(present: ReadonlySet<Emotion>): (readonly [string, string])[] {
  return emotions
    .filter((emotion) => present.has(emotion))
    .map((emotion) => [emotion, emotionColors[emotion]] as const);
}

/** Colours of the parts of a split. */
export const partColors: Readonly<Record<string, string>> = {
  train: "#3566c9",
  validation: "#ef7f2b",
  test: "#1d9e8f",
};

/** The colours of a map as CSS. */
export function cssColors(map: ColorMap): string[] {
  return (map.match(/.{6}/g) ?? []).map((color) => `#${color}`);
}
