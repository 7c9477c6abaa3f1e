/**
 * What is wrong with a WAV file.
 *
 * - `empty-file`: it holds no byte.
 * - `not-a-wav`: it does not begin as a RIFF, RF64 or BW64 file of the WAVE kind.
 * - `truncated-header`: it ends inside its header, inside the header of a chunk, or inside the format.
 * - `truncated-data`: the data chunk claims more bytes than follow it.
 * - `bad-size`: another chunk claims more bytes than follow it, or fewer than its content needs.
 * - `no-format`: the format is missing, or comes after the data.
 * - `no-data`: there is no data chunk, or it holds less than one sample of every channel.
 * - `bad-format`: the format contradicts itself: no channels, 0 Hz, bits that do not fit the bytes.
 * - `unsupported-format`: a codec or a width that is not read here; `RIFX` (big-endian) files.
 * - `non-finite-sample`: a floating-point sample is NaN, infinite, or too large for a `Float32Array`.
 */
export type WavErrorCode =
  | "empty-file"
  | "not-a-wav"
  | "truncated-header"
  | "truncated-data"
  | "bad-size"
  | "no-format"
  | "no-data"
  | "bad-format"
  | "unsupported-format"
  | "non-finite-sample";

/**
 * Thrown by `decodeWav` for bytes that are not a WAV file that can be read whole.
 *
 * @example
 * try {
 *   decodeWav(bytes);
 * } catch (error) {
 *   if (!(error instanceof WavError)) throw error;
 *   console.log(error.code, error.offset); // "truncated-data" 36
 * }
 */
export class WavError extends Error {
  override readonly name: string = "WavError";
  readonly code: WavErrorCode;
  /** Byte of the file where the fault lies. */
  readonly offset: number;

  constructor(code: WavErrorCode, offset: number, message: string, options?: ErrorOptions) {
    super(`${message} (byte ${offset})`, options);
    this.code = code;
    this.offset = offset;
  }
}
