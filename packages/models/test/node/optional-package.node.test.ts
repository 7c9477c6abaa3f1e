import { describe, expect, it } from "vitest";

// As built: vitest resolves imports otherwise than Node does.
const { importOptional } = (await import(
  new URL("../../dist/node/optional-package.js", import.meta.url).href
)) as typeof import("../../src/node/optional-package.js");

describe("importOptional", () => {
  it("gives what the package exports", async () => {
    expect((await importOptional<typeof import("h5wasm")>("h5wasm")).default.File).toBeTypeOf("function");
  });

  it("names a package that is not there", async () => {
    await expect(importOptional("no-such-package")).rejects.toThrow(
      '"no-such-package" is not installed: npm install no-such-package',
    );
  });

  it("lets errors of the package itself through", async () => {
    await expect(importOptional("data:text/javascript,throw new RangeError('broken')")).rejects.toThrow(
      new RangeError("broken"),
    );
    const needs = "data:text/javascript,import 'not-there-either'";
    await expect(importOptional(needs)).rejects.not.toThrow("is not installed");
  });
});
