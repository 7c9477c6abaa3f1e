import type { AddressInfo } from "node:net";

import { preview } from "vite";

/** A server of the built page. */
export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the built page with the headers of the configuration.
 *
 * @param options.isolated - `false` leaves out what gives the page shared memory, as hosts do that let nobody set headers.
 */
export async function serveSite(root: string, options: { readonly isolated?: boolean } = {}): Promise<Site> {
  const { isolated = true } = options;
  const server = await preview({
    root,
    logLevel: "error",
    preview: {
      host: "127.0.0.1",
      port: 0,
      ...(isolated ? {} : { headers: { "Cross-Origin-Embedder-Policy": "unsafe-none" } }),
    },
  });
  const { port } = server.httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
