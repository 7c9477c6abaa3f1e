import { escape } from "./svg.js";

/** A part of the report: a heading, then text, tables, pictures. */
export interface Section {
  readonly title: string;
  readonly content: readonly Content[];
}

/** Text, a table, or a picture. */
type Content =
  | { readonly text: string }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly svg: string; readonly caption: string };

/**
 * A page that stands alone: its pictures and its style are inside.
 *
 * @param title - Title and first heading.
 * @param notice - What a reader must know first, in a box above everything else.
 */
export function reportPage(title: string, notice: string, sections: readonly Section[]): string {
  const body = sections.map(
    (section) => `<section>\n<h2>${escape(section.title)}</h2>\n${section.content.map(html).join("\n")}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 16px/1.55 Inter, system-ui, sans-serif; color: #1f2933; max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid #e4e7eb; padding-bottom: .3rem; }
.notice { background: #fff7e0; border-left: 4px solid #e9b000; padding: .7rem 1rem; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #e4e7eb; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; }
figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { color: #52606d; font-size: .9rem; }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p class="notice">${escape(notice)}</p>
${body.join("\n")}
</body>
</html>
`;
}

function html(content: Content): string {
  if ("text" in content) return `<p>${escape(content.text)}</p>`;
  if ("svg" in content) return `<figure>${content.svg}<figcaption>${escape(content.caption)}</figcaption></figure>`;
  return `<table><thead>${row(content.head, "th")}</thead><tbody>${content.rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`;
}

function row(cells: readonly string[], tag: "th" | "td"): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("")}</tr>`;
}
