import { colorMaps, defaults, limits, norms, queryOf, settingsFrom, wavelets } from "./settings.js";
import type { Settings } from "./settings.js";

const names = { ...wavelets, ...norms, viridis: "Viridis", magma: "Magma", inferno: "Inferno" } as const;
const choices = { wavelet: wavelets, norm: norms, colors: colorMaps } as const;

/**
 * Ties a form to the settings and to the address of the page.
 *
 * @param change - Called with what the form says, once it makes sense.
 * @returns The settings at the beginning: those of the address.
 */
export function bindControls(form: HTMLFormElement, change: (settings: Settings) => void): Settings {
  const field = (name: string): HTMLInputElement | HTMLSelectElement =>
    form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;

  for (const [name, known] of Object.entries(choices)) {
    const values = Object.keys(known) as (keyof typeof names)[];
    (field(name) as HTMLSelectElement).append(...values.map((value) => new Option(names[value], value)));
  }
  for (const [name, [least, most]] of Object.entries(limits)) {
    Object.assign(field(name), { min: String(least), max: String(most), step: "1" });
  }

  function show(settings: Settings): void {
    for (const [name, value] of Object.entries(settings)) field(name).value = String(value);
  }

  function take(): void {
    const [low, high] = [Number(field("low").value), Number(field("high").value)];
    (field("high") as HTMLInputElement).setCustomValidity(
      high >= 2 * low ? "" : "The highest frequency must be twice the lowest, or more.",
    );
    if (!form.reportValidity()) return;
    const entries = Object.keys(defaults).map((name) => [name, field(name).value]);
    const settings = settingsFrom(new URLSearchParams(entries).toString());
    const query = queryOf(settings);
    history.replaceState(undefined, "", query === "" ? location.pathname : `?${query}`);
    change(settings);
  }

  const initial = settingsFrom(location.search);
  show(initial);
  form.addEventListener("change", take);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    show(defaults);
    take();
  });
  return initial;
}
