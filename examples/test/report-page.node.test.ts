import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";

import { reportPage } from "../src/parts/report-page.js";

describe("reportPage", () => {
  const page = reportPage("Results & more", "Synthetic <speech>.", [
    { title: "Table", content: [{ text: "Words." }, { head: ["a", "b"], rows: [["1", "<2>"]] }] },
    { title: "Picture", content: [{ svg: '<svg id="it"></svg>', caption: "What it shows" }] },
  ]);
  const { document } = parseHTML(page);

  it("shows the notice before everything else", () => {
    expect(document.querySelector("h1 + p")?.textContent).toBe("Synthetic <speech>.");
  });

  it("has tables and pictures with captions", () => {
    expect(Array.from(document.querySelectorAll("td"), (cell) => cell.textContent)).toEqual(["1", "<2>"]);
    expect(document.querySelector("figure svg")?.id).toBe("it");
    expect(document.querySelector("figcaption")?.textContent).toBe("What it shows");
  });

  it("loads nothing from anywhere", () => {
    expect(page).not.toMatch(/<script|<link|(?:src|href)="(?!data:)/);
  });
});
