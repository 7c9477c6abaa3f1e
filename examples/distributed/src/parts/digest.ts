import { createHash } from "node:crypto";

/** SHA-256 of bytes or text, as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The first 16 hexadecimal digits of the SHA-256 of a value's JSON: a name for equal values. */
export function digestOf(value: unknown): string {
  return sha256(JSON.stringify(value)).slice(0, 16);
}
