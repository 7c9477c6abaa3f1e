/** Milliseconds after which others get their turn. */
const turn = 40;

/**
 * Makes a function that lets the event loop turn if it has not for a while, and throws if the signal is aborted.
 * To be awaited often: where it is too early it costs next to nothing.
 */
export function createPacer(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= turn) {
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}
