import { execFileSync } from "node:child_process";

/** Two hosts with a cable between them, as far as programs can tell: two network namespaces of Linux, joined by a pair of virtual cards. */
export interface TwoHosts {
  /** What comes before a command to run it on the host where Redis is. */
  readonly near: readonly string[];
  /** What comes before a command to run it on the other host. */
  readonly far: readonly string[];
  /** Address of the near host, as the far one sees it. */
  readonly nearAddress: string;
  /** Pulls the cable: what is sent is lost, and nothing is closed. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Why {@link openTwoHosts} cannot work here, or `undefined` if it can. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== "linux") return "network namespaces are of Linux";
  if (process.getuid!() !== 0) return "network namespaces need root";
  const name = `wader-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "del", name);
    return undefined;
  } catch (error) {
    return `no network namespace can be made: ${(error as Error).message.split("\n").join(" ")}`;
  }
}

/** Makes two hosts. Nothing of them can be reached from outside, nor reaches it. */
export function openTwoHosts(): TwoHosts {
  const id = process.pid;
  const [near, far] = [`wader-near-${id}`, `wader-far-${id}`];
  const [nearCard, farCard] = [`wn${id}`, `wf${id}`];
  const nearAddress = "10.231.7.1";
  ip("netns", "add", near);
  ip("netns", "add", far);
  ip("link", "add", nearCard, "netns", near, "type", "veth", "peer", "name", farCard, "netns", far);
  for (const [host, card, address] of [
    [near, nearCard, nearAddress],
    [far, farCard, "10.231.7.2"],
  ] as const) {
    ip("-n", host, "addr", "add", `${address}/30`, "dev", card);
    ip("-n", host, "link", "set", "lo", "up");
    ip("-n", host, "link", "set", card, "up");
  }
  return {
    near: ["ip", "netns", "exec", near],
    far: ["ip", "netns", "exec", far],
    nearAddress,
    // At the near end: the far one loses its carrier and keeps its address, as behind a cable that was pulled.
    cut: () => ip("-n", near, "link", "set", nearCard, "down"),
    mend: () => ip("-n", near, "link", "set", nearCard, "up"),
    close() {
      ip("netns", "del", near);
      ip("netns", "del", far);
    },
  };
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
