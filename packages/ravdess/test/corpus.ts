import { parseRavdessName, type Utterance } from "../src/index.js";

/** The actors of the part of RAVDESS that the tests on real recordings use. */
export const sixteen = [1, 2, 3, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20];

const two = (value: number): string => String(value).padStart(2, "0");

/** Every speech recording that RAVDESS has of these actors, 60 each. */
export function speechOf(actors: readonly number[]): Utterance[] {
  return actors.flatMap((actor) =>
    [1, 2, 3, 4, 5, 6, 7, 8].flatMap((emotion) =>
      (emotion === 1 ? [1] : [1, 2]).flatMap((intensity) =>
        [1, 2].flatMap((statement) =>
          [1, 2].map((repetition) =>
            parseRavdessName(`03-01-${[emotion, intensity, statement, repetition, actor].map(two).join("-")}.wav`),
          ),
        ),
      ),
    ),
  );
}

export const all: Utterance[] = speechOf(Array.from({ length: 24 }, (_, index) => index + 1));

export const ids = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);

export function countBy<T>(items: readonly T[], keyOf: (item: T) => string | number): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
