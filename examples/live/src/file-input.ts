import { page } from "./elements.js";

/** Takes files that are chosen, or dropped on the page. */
export function takeFiles(open: (file: File) => void): void {
  page.open.addEventListener("click", () => page.file.click());
  page.file.addEventListener("change", () => {
    const [file] = page.file.files ?? [];
    // The same file may be chosen again.
    page.file.value = "";
    if (file !== undefined) open(file);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  for (const kind of ["dragleave", "drop"]) {
    document.addEventListener(kind, () => document.body.classList.remove("dropping"));
  }
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) open(file);
  });
}
