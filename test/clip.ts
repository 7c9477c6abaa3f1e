/** A WAV file that stands for one of the reader's own: two seconds at 44.1 kHz of something like a voice, in 16 bits, written by its format. */
export function clipWav(): Buffer {
  const sampleRate = 44_100;
  const length = 2 * sampleRate;
  const wav = Buffer.alloc(44 + 2 * length);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + 2 * length, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  // PCM, one channel.
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRate, 24);
  wav.writeUInt32LE(2 * sampleRate, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * length, 40);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (let h = 1; h <= 20; h++) sum += Math.sin((2 * Math.PI * 150 * h * n) / sampleRate) / h;
    wav.writeInt16LE(Math.round(6000 * Math.sin((Math.PI * n) / length) * sum), 44 + 2 * n);
  }
  return wav;
}
