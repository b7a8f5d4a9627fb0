const polynomial = 0x82f63b78;

/** Eight tables in one: looking into it has one check of bounds the less. */
const table = makeTable();

/**
 * CRC-32C (Castagnoli) of some bytes, eight at a time: several times as fast as the packages that go byte by
 * byte, and a journal of ten thousand tasks is to be read in a quarter of a second.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= word(bytes, at);
    const next = word(bytes, at + 4);
    crc =
      look(1792 + (crc & 255)) ^
      look(1536 + ((crc >>> 8) & 255)) ^
      look(1280 + ((crc >>> 16) & 255)) ^
      look(1024 + (crc >>> 24)) ^
      look(768 + (next & 255)) ^
      look(512 + ((next >>> 8) & 255)) ^
      look(256 + ((next >>> 16) & 255)) ^
      look(next >>> 24);
  }
  for (; at < end; at += 1) crc = look((crc ^ (bytes[at] ?? 0)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function look(at: number): number {
  return table[at] ?? 0;
}

function makeTable(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    made[index] = value;
  }
  for (let index = 256; index < made.length; index += 1) {
    const before = made[index - 256] ?? 0;
    made[index] = (made[before & 255] ?? 0) ^ (before >>> 8);
  }
  return made;
}
