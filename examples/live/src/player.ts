import { clipRate } from "./messages.js";

/** Plays a clip. Times are in seconds. */
export interface Player {
  readonly isPlaying: boolean;
  time(): number;
  play(): Promise<void>;
  pause(): void;
  seek(time: number): void;
}

/** Samples that are asked for at a time: half a second. */
const piece = clipRate / 2;
/** Seconds that are handed to the browser ahead of time. */
const ahead = 1.5;

/**
 * Makes a player that holds no sound itself: it asks for half a second after the other.
 *
 * @param length - Samples of the clip.
 * @param read - Gives samples of the clip.
 * @param onEnd - Called when the clip has been played to its end.
 */
export function createPlayer(
  length: number,
  read: (start: number, count: number) => Promise<Float32Array<ArrayBuffer>>,
  onEnd: () => void,
): Player {
  let context: AudioContext | undefined;
  let position = 0;
  /** Time of the context at which the clip began, or would have. */
  let origin: number | undefined;
  let run = 0;
  const sounding = new Set<AudioBufferSourceNode>();

  function time(): number {
    if (origin === undefined || context === undefined) return position;
    return Math.min(length / clipRate, Math.max(position, context.currentTime - origin));
  }

  function pause(): void {
    position = time();
    origin = undefined;
    run += 1;
    for (const source of sounding) source.stop();
    sounding.clear();
  }

  async function play(): Promise<void> {
    if (position >= length / clipRate) position = 0;
    run += 1;
    const mine = run;
    context ??= new AudioContext({ sampleRate: clipRate });
    await context.resume();
    let when: number | undefined;
    for (let at = Math.round(position * clipRate); at < length; at += piece) {
      const samples = await read(at, Math.min(piece, length - at));
      if (run !== mine) return;
      when = Math.max(when ?? 0, context.currentTime + 0.02);
      origin = when - at / clipRate;
      sound(context, samples, when);
      when += samples.length / clipRate;
      await until(context, when - ahead);
      if (run !== mine) return;
    }
    await until(context, when ?? 0);
    if (run !== mine) return;
    pause();
    position = length / clipRate;
    onEnd();
  }

  function sound(on: AudioContext, samples: Float32Array<ArrayBuffer>, when: number): void {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: clipRate });
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(on, { buffer });
    source.connect(on.destination);
    source.addEventListener("ended", () => sounding.delete(source));
    sounding.add(source);
    source.start(when);
  }

  return {
    get isPlaying() {
      return origin !== undefined;
    },
    time,
    play,
    pause,
    seek(to) {
      const wasPlaying = origin !== undefined;
      pause();
      position = Math.max(0, Math.min(to, length / clipRate));
      if (wasPlaying) void play();
    },
  };
}

async function until(context: AudioContext, when: number): Promise<void> {
  while (context.currentTime < when) await new Promise((resolve) => setTimeout(resolve, 50));
}
