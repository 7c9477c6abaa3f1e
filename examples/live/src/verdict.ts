/**
 * Puts probabilities into words that are no surer than they are.
 *
 * @param probabilities - By name; two names at least.
 */
export function verdict(probabilities: Readonly<Record<string, number>>): string {
  const [first, second] = Object.entries(probabilities)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, share]) => ({ name, share, text: `${name} (${Math.round(100 * share)} %)` })) as [Guess, Guess];
  if (first.share >= 0.8) return `most likely ${first.text}`;
  if (first.share >= 0.5) return `rather ${first.text} than ${second.text}`;
  return `undecided, between ${first.text} and ${second.text}`;
}

interface Guess {
  readonly name: string;
  readonly share: number;
  readonly text: string;
}
