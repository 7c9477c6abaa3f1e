/**
 * A signal that resembles speech in what matters for timing and rounding: voiced stretches of 30 harmonics that glide, noise
 * bursts and pauses, at 16 kHz. Seeded, so that every run and every contender gets the same.
 *
 * @param {number} length
 * @returns {Float32Array} Peak below 1.
 */
export function speechLike(length) {
  const random = sfc32(1, 2, 3, 4);
  const x = new Float32Array(length);
  let phase = 0;
  for (let n = 0; n < length; n++) {
    const seconds = n / 16_000;
    const syllable = seconds % 0.25;
    const pitch = 120 + 40 * Math.sin(2 * Math.PI * 0.7 * seconds);
    phase += pitch / 16_000;
    const envelope = syllable < 0.18 ? Math.sin((Math.PI * syllable) / 0.18) : 0;
    let voiced = 0;
    for (let h = 1; h <= 30; h++) voiced += Math.sin(2 * Math.PI * h * phase) / h;
    const burst = syllable > 0.18 && syllable < 0.21 ? 0.2 : 0.002;
    x[n] = 0.2 * envelope * voiced + burst * (2 * random() - 1);
  }
  return x;
}

/** Small fast counter generator by Chris Doty-Humphrey; uniform in [0, 1). */
function sfc32(a, b, c, d) {
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
