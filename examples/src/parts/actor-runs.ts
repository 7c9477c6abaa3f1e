import type { PartScores } from "./evaluation.js";
import { percent } from "./gathered-scores.js";
import { type Spread, spread } from "./recognition/spread.js";

/** Names of the figures of a run, in the order of the table. */
const figureNames = [
  "rSquared",
  "frameWeightedAccuracy",
  "frameUnweightedAccuracy",
  "clipWeightedAccuracy",
  "clipUnweightedAccuracy",
] as const;
type FigureName = (typeof figureNames)[number];

/** Figures of one part of the split; those of a classifier only where one was trained. */
export type RunFigures = Readonly<Partial<Record<FigureName, number>>>;

/** What one training on one speaker gave. */
export interface ActorRun {
  readonly actor: number;
  readonly seed: number;
  readonly validation: RunFigures;
  readonly test: RunFigures;
  readonly testFrames: number | undefined;
  readonly testClips: number | undefined;
  readonly seconds: number;
}

/** Scores of a part, with those of a classifier where there is one. */
export type Scored = Pick<PartScores, "part" | "autoencoder"> & Partial<PartScores>;

/** Test figures over several runs. */
export interface ActorSummary {
  /** Of one speaker, over the seeds. */
  readonly actors: readonly { readonly actor: number; readonly figures: SpreadFigures }[];
  /** The mean over the speakers, and its deviation over the seeds. */
  readonly all: SpreadFigures;
  /** The mean over the seeds, and its deviation over the speakers. */
  readonly betweenActors: SpreadFigures;
}

type SpreadFigures = Readonly<Partial<Record<FigureName, Spread>>>;

/** The figures of a part of the split. */
export function runFigures({ autoencoder, frames, clips }: Scored): RunFigures {
  return {
    rSquared: autoencoder.rSquared,
    ...(frames === undefined
      ? {}
      : {
          frameWeightedAccuracy: frames.weightedAccuracy,
          frameUnweightedAccuracy: frames.unweightedAccuracy,
        }),
    ...(clips === undefined
      ? {}
      : { clipWeightedAccuracy: clips.weightedAccuracy, clipUnweightedAccuracy: clips.unweightedAccuracy }),
  };
}

/** Mean and spread of the test figures. */
export function summarizeActors(runs: readonly ActorRun[]): ActorSummary {
  const groups = (key: "actor" | "seed") =>
    [...new Set(runs.map((run) => run[key]))].map((value) => runs.filter((run) => run[key] === value));
  const meansBy = (key: "actor" | "seed") =>
    groups(key).map((own) => eachFigure(own, (values) => spread(values).mean) as RunFigures);
  return {
    actors: groups("actor").map((own) => ({ actor: own[0]!.actor, figures: eachFigure(own, spread) })),
    all: overMeans(meansBy("seed")),
    betweenActors: overMeans(meansBy("actor")),
  };
}

/** A table: a row for each speaker, and two for all. */
export function actorTable({ actors, all, betweenActors }: ActorSummary): { head: string[]; rows: string[][] } {
  const present = figureNames.filter((name) => all[name] !== undefined);
  const row = (title: string, figures: SpreadFigures): string[] => [
    title,
    ...present.map((name) => {
      const figure = figures[name]!;
      return name === "rSquared" ? `${figure.mean.toFixed(3)} ± ${figure.deviation.toFixed(3)}` : percent(figure);
    }),
  ];
  const titles: Record<FigureName, string> = {
    rSquared: "autoencoder R²",
    frameWeightedAccuracy: "frame WA",
    frameUnweightedAccuracy: "frame UA",
    clipWeightedAccuracy: "clip WA",
    clipUnweightedAccuracy: "clip UA",
  };
  return {
    head: ["actor", ...present.map((name) => titles[name])],
    rows: [
      ...actors.map(({ actor, figures }) => row(String(actor), figures)),
      ...(actors.length === 1 ? [] : [row("mean ± over seeds", all), row("mean ± over actors", betweenActors)]),
    ],
  };
}

function overMeans(means: readonly RunFigures[]): SpreadFigures {
  return eachFigure(
    means.map((test) => ({ test })),
    spread,
  );
}

function eachFigure<T>(
  runs: readonly { readonly test: RunFigures }[],
  of: (values: number[]) => T,
): Partial<Record<FigureName, T>> {
  return Object.fromEntries(
    figureNames.flatMap((name) => {
      const values = runs.flatMap(({ test }) => test[name] ?? []);
      return values.length === 0 ? [] : [[name, of(values)]];
    }),
  );
}
