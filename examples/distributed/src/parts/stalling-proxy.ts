import { type Socket, connect, createServer } from "node:net";

/** Stands between a worker and Redis, and can swallow everything without closing anything, as a cable that is pulled does. */
export interface StallingProxy {
  readonly address: string;
  /** From now on nothing passes, in either direction; connections that are made get no answer. */
  cut(): void;
  /** Connections made from now on work; what was swallowed stays lost. */
  mend(): void;
  close(): Promise<void>;
}

/** Opens a proxy on loopback in front of a port of it. */
export function openStallingProxy(target: number): Promise<StallingProxy> {
  let isCut = false;
  const sockets = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (isCut) dead.add(from);
      from.on("data", (data) => {
        if (!isCut && !dead.has(from)) to.write(data);
      });
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      resolve({
        address: `redis://127.0.0.1:${port}`,
        cut() {
          isCut = true;
          for (const socket of sockets) dead.add(socket);
        },
        mend() {
          isCut = false;
        },
        close() {
          for (const socket of sockets) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}
