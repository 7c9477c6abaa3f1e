import { readFileSync, readdirSync } from "node:fs";

const packages = new URL("../../packages/", import.meta.url);

/** A page for each package: its README. */
export default {
  paths: () =>
    readdirSync(packages).map((name) => ({
      params: { name },
      content: readFileSync(new URL(`${name}/README.md`, packages), "utf8"),
    })),
};
