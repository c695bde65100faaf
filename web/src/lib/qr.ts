/** A QR code (ISO/IEC 18004, byte mode, error correction M) of a text, as rows of dark and light modules. Versions 1 to 10: up to 213 bytes. */

// For versions 1 to 10 at level M: error correction codewords of a block, and blocks as [count, data codewords].
const BLOCKS: [number, [number, number][]][] = [
  [10, [[1, 16]]], [16, [[1, 28]]], [26, [[1, 44]]], [18, [[2, 32]]], [24, [[2, 43]]],
  [16, [[4, 27]]], [18, [[4, 31]]], [22, [[2, 38], [2, 39]]], [22, [[3, 36], [2, 37]]], [26, [[4, 43], [1, 44]]],
]
const ALIGNMENTS = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]]

// GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1.
const EXP = new Uint8Array(512)
const LOG = new Uint8Array(256)
for (let i = 0, x = 1; i < 255; i += 1) {
  EXP[i] = EXP[i + 255] = x
  LOG[x] = i
  x = x & 128 ? (x << 1) ^ 0x11d : x << 1
}
const times = (a: number, b: number): number => (a && b ? EXP[LOG[a] + LOG[b]] : 0)

/** The remainder that corrects errors of a block. */
export function errorCorrection(data: readonly number[], count: number): number[] {
  let generator = [1]
  for (let i = 0; i < count; i += 1) {
    const next = new Array<number>(generator.length + 1).fill(0)
    generator.forEach((value, at) => {
      next[at] ^= value
      next[at + 1] ^= times(value, EXP[i])
    })
    generator = next
  }
  const rest = [...data, ...new Array<number>(count).fill(0)]
  for (let i = 0; i < data.length; i += 1) {
    const factor = rest[i]
    if (factor) generator.forEach((value, at) => (rest[i + at] ^= times(value, factor)))
  }
  return rest.slice(data.length)
}

const capacity = (version: number) => BLOCKS[version - 1][1].reduce((sum, [count, size]) => sum + count * size, 0)

function dataOf(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = []
  const push = (value: number, length: number) => { for (let i = length - 1; i >= 0; i -= 1) bits.push((value >> i) & 1) }
  push(4, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  bytes.forEach((byte) => push(byte, 8))
  const most = capacity(version) * 8
  push(0, Math.min(4, most - bits.length))
  while (bits.length % 8) bits.push(0)
  const data: number[] = []
  for (let i = 0; i < bits.length; i += 8) data.push(bits.slice(i, i + 8).reduce((value, bit) => (value << 1) | bit, 0))
  for (let pad = 0xec; data.length < capacity(version); pad ^= 0xec ^ 0x11) data.push(pad)
  return data
}

function interleaved(data: number[], version: number): number[] {
  const [corrections, groups] = BLOCKS[version - 1]
  const blocks: number[][] = []
  let at = 0
  for (const [count, size] of groups) for (let i = 0; i < count; i += 1, at += size) blocks.push(data.slice(at, at + size))
  const checks = blocks.map((block) => errorCorrection(block, corrections))
  const result: number[] = []
  for (let i = 0; i < Math.max(...blocks.map((block) => block.length)); i += 1) for (const block of blocks) if (i < block.length) result.push(block[i])
  for (let i = 0; i < corrections; i += 1) for (const check of checks) result.push(check[i])
  return result
}

class Grid {
  readonly dark: boolean[][]
  readonly fixed: boolean[][]
  constructor(readonly version: number, readonly size = version * 4 + 17) {
    this.dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
    this.fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
    this.patterns()
  }

  set(row: number, column: number, dark: boolean): void {
    if (row < 0 || column < 0 || row >= this.size || column >= this.size) return
    this.dark[row][column] = dark
    this.fixed[row][column] = true
  }

  private patterns(): void {
    for (let i = 0; i < this.size; i += 1) {
      this.set(6, i, i % 2 === 0)
      this.set(i, 6, i % 2 === 0)
    }
    for (const [row, column] of [[3, 3], [3, this.size - 4], [this.size - 4, 3]])
      for (let r = -4; r <= 4; r += 1) for (let c = -4; c <= 4; c += 1) {
        const distance = Math.max(Math.abs(r), Math.abs(c))
        this.set(row + r, column + c, distance !== 2 && distance !== 4)
      }
    const centres = ALIGNMENTS[this.version - 1]
    const last = centres.length - 1
    centres.forEach((row, i) => centres.forEach((column, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return
      for (let r = -2; r <= 2; r += 1) for (let c = -2; c <= 2; c += 1) this.set(row + r, column + c, Math.max(Math.abs(r), Math.abs(c)) !== 1)
    }))
    this.format(0)
    if (this.version >= 7) this.versionBits()
  }

  /** Level M (00) and the mask, with their BCH remainder. */
  format(mask: number): void {
    let rest = mask
    for (let i = 0; i < 10; i += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
    const bits = ((mask << 10) | rest) ^ 0x5412
    const bit = (i: number) => ((bits >> i) & 1) === 1
    for (let i = 0; i <= 5; i += 1) this.set(i, 8, bit(i))
    this.set(7, 8, bit(6))
    this.set(8, 8, bit(7))
    this.set(8, 7, bit(8))
    for (let i = 9; i < 15; i += 1) this.set(8, 14 - i, bit(i))
    for (let i = 0; i < 8; i += 1) this.set(8, this.size - 1 - i, bit(i))
    for (let i = 8; i < 15; i += 1) this.set(this.size - 15 + i, 8, bit(i))
    this.set(this.size - 8, 8, true)
  }

  private versionBits(): void {
    let rest = this.version
    for (let i = 0; i < 12; i += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
    const bits = (this.version << 12) | rest
    for (let i = 0; i < 18; i += 1) {
      const dark = ((bits >> i) & 1) === 1
      const [a, b] = [this.size - 11 + (i % 3), Math.floor(i / 3)]
      this.set(a, b, dark)
      this.set(b, a, dark)
    }
  }

  fill(codewords: number[]): void {
    let at = 0
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5
      for (let step = 0; step < this.size; step += 1) {
        const row = ((right + 1) & 2) === 0 ? this.size - 1 - step : step
        for (const column of [right, right - 1]) {
          if (this.fixed[row][column]) continue
          if (at < codewords.length * 8) this.dark[row][column] = ((codewords[at >> 3] >> (7 - (at & 7))) & 1) === 1
          at += 1
        }
      }
    }
  }

  mask(mask: number): void {
    const rules = [
      (r: number, c: number) => (r + c) % 2, (r: number) => r % 2, (_: number, c: number) => c % 3, (r: number, c: number) => (r + c) % 3,
      (r: number, c: number) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2, (r: number, c: number) => ((r * c) % 2) + ((r * c) % 3),
      (r: number, c: number) => (((r * c) % 2) + ((r * c) % 3)) % 2, (r: number, c: number) => (((r + c) % 2) + ((r * c) % 3)) % 2,
    ]
    for (let r = 0; r < this.size; r += 1) for (let c = 0; c < this.size; c += 1) if (!this.fixed[r][c] && rules[mask](r, c) === 0) this.dark[r][c] = !this.dark[r][c]
    this.format(mask)
  }

  /** How badly it reads: long runs, blocks, patterns like the corners, too much of one shade. */
  penalty(): number {
    let sum = 0
    const lines = [...this.dark, ...this.dark.map((_, column) => this.dark.map((row) => row[column]))]
    for (const line of lines) {
      for (let at = 0; at < line.length;) {
        let end = at
        while (end < line.length && line[end] === line[at]) end += 1
        if (end - at >= 5) sum += end - at - 2
        at = end
      }
      const text = line.map((dark) => (dark ? '1' : '0')).join('')
      sum += 40 * ((text.match(/(?=10111010000)/g)?.length ?? 0) + (text.match(/(?=00001011101)/g)?.length ?? 0))
    }
    for (let r = 1; r < this.size; r += 1) for (let c = 1; c < this.size; c += 1) {
      const here = this.dark[r][c]
      if (here === this.dark[r - 1][c] && here === this.dark[r][c - 1] && here === this.dark[r - 1][c - 1]) sum += 3
    }
    const share = this.dark.flat().filter(Boolean).length / (this.size * this.size)
    return sum + 10 * Math.floor(Math.abs(share * 100 - 50) / 5)
  }
}

/** Throws when the text does not fit. */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version = BLOCKS.findIndex((_, at) => bytes.length + (at < 9 ? 2 : 3) <= capacity(at + 1)) + 1
  if (version === 0) throw new RangeError('too long for a QR code')
  const codewords = interleaved(dataOf(bytes, version), version)
  const grids = Array.from({ length: 8 }, (_, mask) => {
    const grid = new Grid(version)
    grid.fill(codewords)
    grid.mask(mask)
    return grid
  })
  return grids.reduce((best, grid) => (grid.penalty() < best.penalty() ? grid : best)).dark
}

/** The dark modules as one path, four units of quiet zone around. */
export function qrPath(code: readonly (readonly boolean[])[]): { size: number; path: string } {
  const path = code.flatMap((row, r) => row.flatMap((dark, c) => (dark ? [`M${c + 4} ${r + 4}h1v1h-1z`] : []))).join('')
  return { size: code.length + 8, path }
}
