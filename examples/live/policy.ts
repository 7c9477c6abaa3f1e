/**
 * What the page may do: run its own scripts and WebAssembly, and nothing else. It may connect to nobody, so nothing that
 * it hears can leave the machine.
 */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What gives a page shared memory. Without these headers samples go by messages. */
export const isolation: Record<string, string> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
