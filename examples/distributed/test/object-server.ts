import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import S3rver from "s3rver";

/** An S3-compatible server on loopback, which knows one key by its name and checks no signature. */
export interface ObjectServer {
  /** For `--data` and `--store`, without a prefix. */
  readonly bucket: string;
  /** Right keys. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on whatever would change something is answered so; `undefined` for as it should be. */
  answer(status: number | undefined): void;
  stop(): Promise<void>;
}

/** Starts a server with one empty bucket. */
export async function startObjectServer(): Promise<ObjectServer> {
  const directory = await mkdtemp(join(tmpdir(), "wader-objects-"));
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: "wader", configs: [] }],
  });
  await server.configureBuckets();
  const handle = server.callback();
  let status: number | undefined;
  const listening = createServer((request, response) => {
    if (status === undefined || request.method === "GET" || request.method === "HEAD") {
      handle(request, response);
      return;
    }
    request.resume();
    response.writeHead(status, { "content-type": "application/xml" }).end("<Error><Code>Refused</Code></Error>");
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  return {
    bucket: `s3+http://127.0.0.1:${port}/wader`,
    env: { S3_ACCESS_KEY_ID: "S3RVER", S3_SECRET_ACCESS_KEY: "S3RVER", S3_REGION: "us-east-1" },
    answer(next) {
      status = next;
    },
    async stop() {
      listening.closeAllConnections();
      await new Promise((done) => listening.close(done));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
