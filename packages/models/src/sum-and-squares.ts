/**
 * Sum and sum of squares in float64. Four sums of each, as an addition waits for the one before it, in a function that
 * captures nothing: what a closure captures while it changes, V8 makes anew with every addition, as it does arrays that are only taken
 * apart.
 */
export function sumAndSquares(data: Float32Array): readonly [sum: number, squares: number] {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [q0, q1, q2, q3] = [0, 0, 0, 0];
  const whole = data.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const a = data[i]!;
    const b = data[i + 1]!;
    const c = data[i + 2]!;
    const d = data[i + 3]!;
    s0 += a;
    s1 += b;
    s2 += c;
    s3 += d;
    q0 += a * a;
    q1 += b * b;
    q2 += c * c;
    q3 += d * d;
  }
  for (let i = whole; i < data.length; i += 1) {
    s0 += data[i]!;
    q0 += data[i]! ** 2;
  }
  return [s0 + s1 + s2 + s3, q0 + q1 + q2 + q3];
}
