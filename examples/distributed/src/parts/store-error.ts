/** A store that is full, read-only, closed to us or out of reach. The job is not to blame: it goes back to the queue. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left",
  EDQUOT: "the quota is used up",
  EFBIG: "file too large for its limits",
  EROFS: "it can only be read",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EIO: "it fails to read or write",
  ESTALE: "the shared folder is gone",
};

/** What an error of the file system says of the store, or `undefined` if it says nothing of the kind. */
export function storeFault(store: string, error: unknown): StoreError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof StoreError) return at;
    const reason = reasons[(at as NodeJS.ErrnoException).code ?? ""];
    if (reason !== undefined) return new StoreError(`the store ${store} takes nothing: ${reason}`, { cause: error });
  }
  return undefined;
}
