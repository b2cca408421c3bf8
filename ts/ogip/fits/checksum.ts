/**
 * The checksums of a FITS HDU (FITS standard 4.0, section 4.4.2.7 and appendix J): the sum of its big-endian 32-bit words in ones'
 * complement arithmetic, where a carry beyond the highest bit is added at the lowest.
 */
export class WordSum {
  #sum = 0;
  /** Bytes that have been added, modulo the four of a word. */
  #phase = 0;

  /** Adds bytes; they continue the word that the ones before have begun. */
  add(bytes: Uint8Array): void {
    let at = 0;
    for (; this.#phase !== 0 && at < bytes.length; at++) this.#addByte(bytes[at]);
    const words = Math.floor((bytes.length - at) / 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, 4 * words);
    // A double holds the sum of two million words exactly.
    for (let word = 0; word < words; ) {
      const end = Math.min(words, word + 2 ** 20);
      let sum = 0;
      for (; word < end; word++) sum += view.getUint32(4 * word);
      this.#sum = addWords(this.#sum, sum);
    }
    for (at += 4 * words; at < bytes.length; at++) this.#addByte(bytes[at]);
  }

  /** From 0 to 2^32 - 1. */
  get value(): number {
    return this.#sum;
  }

  #addByte(byte: number): void {
    this.#sum = addWords(this.#sum, byte * 2 ** (24 - 8 * this.#phase));
    this.#phase = (this.#phase + 1) % 4;
  }
}

/** Two sums of words, added with the carry. */
export function addWords(a: number, b: number): number {
  let value = a + b;
  while (value >= 2 ** 32) value = (value % 2 ** 32) + Math.floor(value / 2 ** 32);
  return value;
}

/** Punctuation between digits and letters, which the characters of a CHECKSUM must not be. */
const isPunctuation = (code: number): boolean => (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60);

/**
 * The value of CHECKSUM for an HDU whose words add up to `sum` while the value is 16 zeros: 16 letters and digits that are the
 * complement of the sum, so that the words of the whole HDU then add up to 2^32 - 1, which is 0 in ones' complement.
 */
export function encodeChecksum(sum: number): string {
  const complement = ~sum >>> 0;
  const codes = new Uint8Array(16);
  for (let byte = 0; byte < 4; byte++) {
    const value = (complement >>> (24 - 8 * byte)) & 0xff;
    const quarter = Array.from({ length: 4 }, (_, k) => (value >>> 2) + 0x30 + (k === 0 ? value % 4 : 0));
    // Characters are changed in pairs, by one up and one down, which leaves their sum.
    while (quarter.some(isPunctuation))
      for (const k of [0, 2])
        if (isPunctuation(quarter[k]) || isPunctuation(quarter[k + 1])) {
          quarter[k]++;
          quarter[k + 1]--;
        }
    quarter.forEach((code, k) => {
      codes[4 * k + byte] = code;
    });
  }
  // The value begins at the last byte of a word of its card.
  return String.fromCharCode(codes[15], ...codes.subarray(0, 15));
}
