/** Lets timers, signals and, in a page, the screen have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Timers of Node take a millisecond at least.
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
