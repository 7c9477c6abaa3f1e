/** A folder or archive that cannot be read as RAVDESS, or one recording in it that is damaged. */
export class RavdessArchiveError extends Error {
  override readonly name = "RavdessArchiveError";
  /** The folder or archive. */
  readonly path: string;
  /** The recording in it, where the fault lies with one. */
  readonly entry: string | undefined;

  constructor(message: string, details: { path: string; entry?: string; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.path = details.path;
    this.entry = details.entry;
  }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
