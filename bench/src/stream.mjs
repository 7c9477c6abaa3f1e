import * as api from "@wader/cwt";

import { speechLike } from "./signal.mjs";

/**
 * Share of one core that a stream takes to keep up, or nothing where streams do not exist yet.
 */
export function streamLoad({ scales, sampleRate, hop }) {
  if (api.createCwtStream === undefined) return undefined;
  const seconds = 20;
  const x = speechLike(seconds * sampleRate);
  const run = () => {
    const stream = api.createCwtStream({ scales, sampleRate, hop });
    const start = performance.now();
    for (let n = 0; n < x.length; n += 128) stream.push(x.subarray(n, n + 128));
    return (performance.now() - start) / 1e3 / seconds;
  };
  return [0, 0, 0, 0, 0].map(run).sort((a, b) => a - b)[2];
}
