/** Why nothing can be told of a recording. */
export type NoSpeechReason = "silence" | "too-short";

/** A recording, or what is loud in it, holds too little to tell anything of. The caller may record again. */
export class NoSpeechError extends Error {
  override readonly name = "NoSpeechError";
  readonly reason: NoSpeechReason;

  constructor(reason: NoSpeechReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
