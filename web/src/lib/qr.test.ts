import { describe, expect, it } from 'vitest'
import { errorCorrection, qrCode, qrPath } from './qr'

/** Reads a code back: format, mask, codewords in their order, bytes. Written apart from the maker, for one block or several. */
function readBack(code: boolean[][]): string {
  const size = code.length
  const version = (size - 17) / 4
  let format = 0
  const cells: [number, number][] = [[0, 8], [1, 8], [2, 8], [3, 8], [4, 8], [5, 8], [7, 8], [8, 8], [8, 7], [8, 5], [8, 4], [8, 3], [8, 2], [8, 1], [8, 0]]
  cells.forEach(([row, column], i) => { if (code[row][column]) format |= 1 << i })
  const mask = ((format ^ 0x5412) >> 10) & 7
  expect(((format ^ 0x5412) >> 13) & 3).toBe(0)
  const flips = [(r: number, c: number) => (r + c) % 2 === 0, (r: number) => r % 2 === 0, (_: number, c: number) => c % 3 === 0, (r: number, c: number) => (r + c) % 3 === 0,
    (r: number, c: number) => ((r >> 1) + Math.floor(c / 3)) % 2 === 0, (r: number, c: number) => ((r * c) % 2) + ((r * c) % 3) === 0,
    (r: number, c: number) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0, (r: number, c: number) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0]
  const centres = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]][version - 1]
  const isFixed = (r: number, c: number): boolean => {
    if (r === 6 || c === 6 || (r < 9 && c < 9) || (r < 9 && c >= size - 8) || (r >= size - 8 && c < 9)) return true
    if (version >= 7 && ((r < 6 && c >= size - 11) || (c < 6 && r >= size - 11))) return true
    const last = centres[centres.length - 1]
    return centres.some((a) => centres.some((b) => !((a === 6 && b === 6) || (a === 6 && b === last) || (a === last && b === 6)) && Math.abs(r - a) <= 2 && Math.abs(c - b) <= 2))
  }
  const bits: number[] = []
  let up = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let i = 0; i < size; i += 1) {
      const r = up ? size - 1 - i : i
      for (const c of [right, right - 1]) if (!isFixed(r, c)) bits.push(Number(code[r][c] !== flips[mask](r, c)))
    }
    up = !up
  }
  const words = Array.from({ length: bits.length >> 3 }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((value, bit) => 2 * value + bit, 0))
  const groups = [[[1, 16]], [[1, 28]], [[1, 44]], [[2, 32]], [[2, 43]], [[4, 27]], [[4, 31]], [[2, 38], [2, 39]], [[3, 36], [2, 37]], [[4, 43], [1, 44]]][version - 1]
  const sizes = groups.flatMap(([count, length]) => new Array<number>(count).fill(length))
  const blocks: number[][] = sizes.map(() => [])
  let at = 0
  for (let i = 0; i < Math.max(...sizes); i += 1) sizes.forEach((length, block) => { if (i < length) { blocks[block].push(words[at]); at += 1 } })
  const data = blocks.flat()
  expect(data[0] >> 4).toBe(4)
  const wide = version >= 10
  const nibbles = data.flatMap((word) => [word >> 4, word & 15]).slice(1)
  const length = wide ? (nibbles[0] << 12) | (nibbles[1] << 8) | (nibbles[2] << 4) | nibbles[3] : (nibbles[0] << 4) | nibbles[1]
  const from = wide ? 4 : 2
  return new TextDecoder().decode(Uint8Array.from({ length }, (_, i) => (nibbles[from + 2 * i] << 4) | nibbles[from + 2 * i + 1]))
}

describe('a QR code', () => {
  it('is read back as the text, for every size up to the largest', () => {
    for (const length of [1, 14, 15, 26, 42, 62, 84, 106, 122, 152, 180, 213]) {
      const text = 'otpauth://totp/Wanjia:li?secret=ABCDEFGH'.repeat(6).slice(0, length)
      expect(readBack(qrCode(text))).toBe(text)
    }
    expect(readBack(qrCode('万家'))).toBe('万家')
  })
  it('refuses a text that does not fit', () => {
    expect(() => qrCode('x'.repeat(214))).toThrow(RangeError)
  })
  it('corrects errors by the remainder that the standard’s example gives', () => {
    expect(errorCorrection([32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17], 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23])
  })
  it('is drawn with four light modules around', () => {
    const { size, path } = qrPath(qrCode('a'))
    expect(size).toBe(29)
    expect(path.startsWith('M4 4')).toBe(true)
  })
})
