/** Emotions that are told, in the order of RAVDESS. */
export const emotions = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"] as const;

/** One of {@link emotions}. */
export type Emotion = (typeof emotions)[number];

/** A probability for each emotion; they add up to 1. */
export type EmotionProbabilities = Readonly<Record<Emotion, number>>;
