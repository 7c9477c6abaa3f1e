import { choice, flag, number } from "./command-line.js";
import { frameValues } from "./features.js";

/** What of a recording becomes frames, and of what kind. */
export function featureOptions(defaultTimeStep: number) {
  return {
    values: choice(
      frameValues,
      "What a frame holds: coefficients, as in the report, or the power of each scale over each time step, in decibels.",
    ),
    timeStep: number("Samples of a time step, a divisor of a frame's. Coefficients in between are filtered out.", {
      min: 1,
      max: 400,
      whole: true,
      fallback: defaultTimeStep,
    }),
    frameSamples: number("Samples at 16 kHz of a frame; the report has 4000, a quarter of a second.", {
      min: 400,
      max: 64_000,
      whole: true,
      fallback: 4000,
    }),
    hop: number("Samples at 16 kHz from one frame to the next; below --frame-samples frames overlap.", {
      min: 100,
      max: 64_000,
      whole: true,
      fallback: 4000,
    }),
    silenceDb: number("Ends of a clip so many decibels under its loudest part are cut off; librosa's trim has 60.", {
      min: 10,
      max: 120,
      fallback: 60,
    }),
    level: number("How much of the clips' differences in level stays: 0 none, as in the report; 0.5 half; 1 all.", {
      min: 0,
      max: 1,
      fallback: 0,
    }),
    pad: flag("Give clips that are shorter than a frame silence at both ends, so that a frame can hold a whole clip."),
  } as const;
}
