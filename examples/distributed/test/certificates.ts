import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** False where there is no openssl. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** Files of an authority and of a certificate for 127.0.0.1 that it signed. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority of its own, and a certificate for 127.0.0.1. */
export function makeCertificates(folder: string, name: string): Certificates {
  const file = (end: string): string => join(folder, `${name}-${end}`);
  const fresh = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  openssl([...fresh, "-subj", `/CN=authority ${name}`, "-keyout", file("ca.key"), "-out", file("ca.pem")]);
  const what = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const signer = ["-addext", "basicConstraints=CA:FALSE", "-CA", file("ca.pem"), "-CAkey", file("ca.key")];
  openssl([...fresh, ...what, ...signer, "-keyout", file("key.pem"), "-out", file("cert.pem")]);
  return { authority: file("ca.pem"), certificate: file("cert.pem"), key: file("key.pem") };
}

function openssl(args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "ignore" });
}
