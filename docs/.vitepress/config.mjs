import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";
import { defineConfig } from "vitepress";

const repository = "https://github.com/wader-js/wader";
const base = process.env.SITE_BASE ?? "/";
const packages = ["dsp", "cwt", "models", "emotion", "ravdess"];
const packagePages = packages.map((name) => ({ text: `@wader/${name}`, link: `/packages/${name}` }));

/** The file of the repository from which a page of the site is made. */
const sourceOf = (page) => {
  const [, name] = /^packages\/(.*)\.md$/.exec(page) ?? [];
  return name === undefined ? `docs/${page}` : `packages/${name}/README.md`;
};

/** Where a link, written as the repository has its files, leads on the site: to a page, or to the file on the forge. */
function resolveLink(href, page) {
  if (/^([a-z]+:|#|\/)/.test(href) || page.startsWith("reference/")) return href;
  const [path, hash = ""] = href.split(/(?=#)/);
  const file = posix.join(posix.dirname(sourceOf(page)), path).replace(/\/$/, "");
  const readme = /^packages\/(\w+)(\/README\.md)?$/.exec(file);
  if (readme && packages.includes(readme[1])) return `/packages/${readme[1]}${hash}`;
  const own = /^docs\/([\w-]+)\.md$/.exec(file);
  if (own) return `/${own[1]}${hash}`;
  return `${repository}/blob/main/${file}${hash}`;
}

const sidebarFile = new URL("../reference/typedoc-sidebar.json", import.meta.url);
const reference = existsSync(sidebarFile) ? JSON.parse(readFileSync(sidebarFile, "utf8")) : [];

export default defineConfig({
  title: "Wader",
  description: "Wavelets and speech emotion recognition for JavaScript",
  base,
  head: [["link", { rel: "icon", href: `${base}live/icon.svg`, type: "image/svg+xml" }]],
  cleanUrls: true,
  // Fixtures and results are data, not pages.
  srcExclude: ["results/**", "api/**"],
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  /** Puts the live page beside the pages of this site, under a policy of its own, which forbids it to connect to anyone. */
  async buildEnd({ outDir }) {
    process.env.VITE_DOCUMENTATION = "../";
    const root = fileURLToPath(new URL("../../examples/live", import.meta.url));
    await build({ root, logLevel: "error", build: { outDir: join(outDir, "live"), emptyOutDir: true } });
  },
  markdown: {
    config(md) {
      md.core.ruler.push("repository-links", ({ tokens, env }) => {
        for (const { children } of tokens) {
          for (const token of children ?? []) {
            if (token.type !== "link_open") continue;
            token.attrSet("href", resolveLink(token.attrGet("href"), env.relativePath));
          }
        }
      });
    },
  },
  themeConfig: {
    search: { provider: "local" },
    socialLinks: [{ icon: "github", link: repository }],
    nav: [
      { text: "Guide", link: "/scalogram" },
      { text: "Packages", items: packagePages },
      { text: "Reference", link: "/reference/" },
      // No page of VitePress: its router must let the browser go there.
      { text: "Live", link: "/live/", target: "_self" },
    ],
    sidebar: {
      "/reference/": [{ text: "API reference", items: reference }],
      "/": [
        {
          text: "Guides",
          items: [
            { text: "A scalogram in ten lines", link: "/scalogram" },
            { text: "From PyWavelets and librosa", link: "/migrating" },
            { text: "Features for your own data", link: "/features" },
            { text: "Train your own", link: "/train-your-own" },
            { text: "Real time", link: "/real-time" },
            { text: "Several machines", link: "/distributed" },
          ],
        },
        { text: "Packages", items: packagePages },
        {
          text: "What it shows",
          items: [
            { text: "Performance", link: "/performance" },
            { text: "Accuracy", link: "/accuracy" },
            { text: "The system and its results", link: "/recognition" },
            { text: "Training the networks", link: "/training" },
            { text: "Gradient kernels", link: "/wasm-kernels" },
          ],
        },
        {
          text: "How it is made",
          items: [
            { text: "Conventions", link: "/conventions" },
            { text: "Architecture", link: "/architecture" },
            { text: "References", link: "/references" },
          ],
        },
      ],
    },
    footer: { message: "MIT licence. Recordings of RAVDESS are CC BY-NC-SA 4.0 and are not part of it." },
  },
});
