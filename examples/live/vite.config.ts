import { defineConfig } from "vite";
import type { Plugin } from "vite";

import { contentSecurityPolicy, isolation } from "./policy.js";

/** Writes the policy into the built page, so that it holds on hosts that let nobody set headers. */
const policyInPage: Plugin = {
  name: "policy-in-page",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the page works in any folder of a site.
  base: "./",
  plugins: [policyInPage],
  build: {
    outDir: "dist/site",
    emptyOutDir: true,
    target: "es2022",
    // The policy has no place for data: URLs, and the polyfill would fetch.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { headers: isolation },
  preview: { headers: { ...isolation, "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'none'` } },
});
