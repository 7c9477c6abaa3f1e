import type { Failures } from "./perform.js";
import { type Plan, stagesOf } from "./plan.js";

/** A job that was given up, and why. */
export interface GivenUp {
  readonly job: string;
  readonly reason: string;
}

/** Records of the last stage, in order, and the jobs of all stages that left none. */
export async function gather<T>(
  plan: Plan,
  failures: Failures,
  read: (index: number) => Promise<T | undefined>,
): Promise<{ found: T[]; givenUp: GivenUp[] }> {
  const { kind, count } = stagesOf(plan).at(-1)!;
  const found: T[] = [];
  const givenUp: GivenUp[] = [];
  for (let index = 0; index < count; index++) {
    const record = await read(index);
    const job = `${kind}-${index}`;
    if (record !== undefined) found.push(record);
    else givenUp.push({ job, reason: failures[job] ?? "it left no result" });
  }
  return { found, givenUp };
}
