import { describe, expect, it } from "vitest";

import { createPacer } from "../src/pacer.js";

const busy = (milliseconds: number): void => {
  for (const end = performance.now() + milliseconds; performance.now() < end;) continue;
};

describe("createPacer", () => {
  it("lets others have their turn after a while, and not before", async () => {
    let turns = 0;
    setTimeout(() => (turns += 1), 0);
    const pause = createPacer(undefined);
    await pause();
    expect(turns).toBe(0);
    busy(60);
    await pause();
    expect(turns).toBe(1);
  });

  it("throws the reason of an aborted signal", async () => {
    const stop = new AbortController();
    const pause = createPacer(stop.signal);
    await pause();
    stop.abort(new Error("enough"));
    await expect(pause()).rejects.toThrow(new Error("enough"));
  });
});
