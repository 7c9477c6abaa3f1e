import { build } from "vite";
import type { TestProject } from "vitest/node";

import { serveSite } from "./serve.js";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the page with shared memory, and of the page without. */
    readonly site: string;
    readonly plainSite: string;
  }
}

/** Builds the page once for all tests, and serves it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = new URL("..", import.meta.url).pathname;
  await build({ root, logLevel: "error" });
  const sites = await Promise.all([serveSite(root), serveSite(root, { isolated: false })]);
  project.provide("site", sites[0].url);
  project.provide("plainSite", sites[1].url);
  return async () => {
    await Promise.all(sites.map((site) => site.close()));
  };
}
