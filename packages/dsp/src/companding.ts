/** The 256 values of G.711 A-law, as fractions of full scale. */
export function alawValues(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => {
    // Every other bit is inverted on the wire.
    const code = byte ^ 0x55;
    const exponent = (code >> 4) & 7;
    const mantissa = ((code & 15) << 4) + 8;
    const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
    return (code & 0x80 ? magnitude : -magnitude) / 32_768;
  });
}

/** The 256 values of G.711 mu-law, as fractions of full scale. */
export function mulawValues(): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const code = ~byte & 0xff;
    const magnitude = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
    return (code & 0x80 ? -magnitude : magnitude) / 32_768;
  });
}
