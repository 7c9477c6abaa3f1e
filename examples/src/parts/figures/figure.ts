import type { Picture } from "../svg.js";

/** A picture, what to call its files, and what it shows. */
export interface Figure {
  readonly name: string;
  readonly caption: string;
  readonly picture: Picture;
}
