import type { Analyser } from "./analyser.js";
import { clipRate } from "./messages.js";

/** Samples that are handed to the worker at a time: ten seconds. */
const piece = 10 * clipRate;

/**
 * Opens a file of sound. WAV files go to the worker as they are; all else is decoded by the browser.
 *
 * @param isWanted - Whether the answer is still waited for: decoding cannot be stopped.
 * @throws {Error} If the browser cannot decode it; the worker tells by itself what is wrong with a WAV file.
 */
export async function openSound(file: File, analyser: Analyser, isWanted: () => boolean): Promise<void> {
  const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  if (!isWanted()) return;
  const name = String.fromCharCode(...start.subarray(0, 4));
  if (["RIFF", "RF64", "BW64"].includes(name) || /\.wave?$/i.test(file.name)) return analyser.openWav(file);

  const bytes = await file.arrayBuffer();
  let audio: AudioBuffer;
  try {
    audio = await new OfflineAudioContext(1, 1, clipRate).decodeAudioData(bytes);
  } catch (error) {
    throw new Error("this browser cannot decode it. It knows WAV, mp3 and flac, and others.", { cause: error });
  }
  if (!isWanted()) return;
  analyser.openSamples(audio.length);
  for (let at = 0; at < audio.length; at += piece) {
    analyser.append(mix(audio, at, Math.min(piece, audio.length - at)));
    await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) return;
  }
}

/** The mean of all channels. */
function mix(audio: AudioBuffer, start: number, count: number): Float32Array<ArrayBuffer> {
  const mixed = new Float32Array(count);
  const channel = new Float32Array(count);
  for (let c = 0; c < audio.numberOfChannels; c++) {
    audio.copyFromChannel(channel, c, start);
    for (let i = 0; i < count; i++) mixed[i]! += channel[i]! / audio.numberOfChannels;
  }
  return mixed;
}
