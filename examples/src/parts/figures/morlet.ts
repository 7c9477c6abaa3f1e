import * as Plot from "@observablehq/plot";
import { wavefun } from "@wader/cwt";

import { type Picture, chart, compose } from "../svg.js";

const stretches = [
  { scale: 0.5, name: "compressed, a = 0.5" },
  { scale: 1, name: "mother wavelet, a = 1" },
  { scale: 2, name: "stretched, a = 2" },
];

/** The real Morlet wavelet ψ(t / a) / √a at three scales. */
export function morletPicture(): Picture {
  const { x, psi } = wavefun("morl", 11);
  const panels = stretches.map(({ scale, name }, i) => ({
    x: i * 300,
    y: 0,
    picture: chart(name, {
      width: 300,
      height: 240,
      marginLeft: 56,
      x: { label: "Time t", domain: [-8, 8] },
      y: { label: i === 0 ? "ψ(t / a) / √a" : null, domain: [-1.5, 1.5], grid: true },
      marks: [
        Plot.ruleY([0], { strokeOpacity: 0.3 }),
        Plot.lineY(
          [
            { at: -8, value: 0 },
            ...Array.from(x, (at, n) => ({ at: at * scale, value: psi[n]! / Math.sqrt(scale) })).filter(
              ({ at }) => Math.abs(at) <= 8,
            ),
            { at: 8, value: 0 },
          ],
          { x: "at", y: "value", stroke: "#3566c9", strokeWidth: 1.8 },
        ),
      ],
    }),
  }));
  return compose(
    "The Morlet wavelet, compressed and stretched",
    "A large scale listens to low frequencies over a long time, a small one to high frequencies over a short time",
    panels,
  );
}
