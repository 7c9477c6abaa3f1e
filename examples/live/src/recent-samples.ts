/** Seconds that are kept: what a judgement of the emotion looks at. */
const seconds = 3;

/** The last samples of a microphone. */
export interface RecentSamples {
  push(samples: Float32Array): void;
  /** A copy of what is there, three seconds at most, and the time of its end, in seconds. */
  take(): { readonly samples: Float32Array<ArrayBuffer>; readonly end: number };
}

export function createRecentSamples(sampleRate: number): RecentSamples {
  const kept = new Float32Array(seconds * sampleRate);
  let count = 0;
  return {
    push(samples) {
      const part = samples.length > kept.length ? samples.subarray(samples.length - kept.length) : samples;
      kept.copyWithin(0, part.length);
      kept.set(part, kept.length - part.length);
      count += samples.length;
    },
    take: () => ({ samples: kept.slice(Math.max(0, kept.length - count)), end: count / sampleRate }),
  };
}
