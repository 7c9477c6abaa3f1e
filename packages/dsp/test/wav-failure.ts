import { decodeWav, type WavAudio } from "../src/decode-wav.js";
import { WavError } from "../src/wav-error.js";

/** The audio, or the WavError: any other error is passed on. */
export function attempt(bytes: Uint8Array): WavError | WavAudio {
  try {
    return decodeWav(bytes);
  } catch (error) {
    if (error instanceof WavError) return error;
    throw error;
  }
}

/** Code, place and text of the error that a file raises. */
export function failure(bytes: Uint8Array): [string, number, string] | undefined {
  const error = attempt(bytes);
  if (!(error instanceof WavError)) return undefined;
  return [error.code, error.offset, error.message.replace(` (byte ${error.offset})`, "")];
}
