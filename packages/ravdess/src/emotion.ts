/**
 * The eight emotions of RAVDESS in the order of their codes `01` to `08`, so that `emotions[index]` names class `index`.
 *
 * Livingstone and Russo, "The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS)", PLoS ONE 13(5), 2018.
 *
 * @example
 * emotions[4]; // "angry"
 */
export const emotions = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"] as const;

/** One of the eight emotions, as in {@link emotions}. */
export type Emotion = (typeof emotions)[number];
