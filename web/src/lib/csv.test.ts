import { describe, expect, it } from 'vitest'
import { decodeTable, formatTable, parseTable, repairedTable, repairsOf } from './csv'

describe('a text table', () => {
  it('is the same after being written and read, whatever its cells hold', () => {
    let seed = 20261128
    const next = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
    const letters = ['a', '村', ',', '"', '\n', '\r\n', ' ', '1', '\t', '，']
    for (let round = 0; round < 200; round += 1) {
      const rows = Array.from({ length: 1 + next(5) }, () => Array.from({ length: 2 + next(3) }, () => Array.from({ length: 1 + next(4) }, () => letters[next(letters.length)]).join('')))
      const width = rows[0].length
      const even = rows.map((row) => Array.from({ length: width }, (_, at) => row[at] ?? 'x'))
      even[0][0] = `列,${even[0][0]}`
      expect([seed, parseTable(formatTable(even)).rows]).toEqual([seed, even])
    }
  })
  it('is told apart by its first line and may lack the last line feed', () => {
    expect(parseTable('a\tb\r\n1\t2')).toEqual({ separator: '\t', rows: [['a', 'b'], ['1', '2']] })
    expect(parseTable('a,b\n1,2\n').rows).toEqual([['a', 'b'], ['1', '2']])
    expect(parseTable('').rows).toEqual([])
  })
  it('is read from UTF-8 and from GB 18030', () => {
    expect(decodeTable(new TextEncoder().encode('村').buffer as ArrayBuffer)).toBe('村')
    expect(decodeTable(new Uint8Array([0xb4, 0xe5]).buffer)).toBe('村')
  })
})

describe('the repair of an import', () => {
  const rows = [['代码', '户数'], ['1', '10'], ['2', '六'], ['3', '七']]
  const findings = [{ row: 4, column: '户数', value: '七' }, { row: 3, column: '户数', value: '六' }, { row: 3, column: '户数', value: '六' }]
  it('shows each bad cell once, by row', () => {
    expect(repairsOf(rows, findings)).toEqual([{ row: 3, cells: [{ column: 1, findings: [1, 2] }] }, { row: 4, cells: [{ column: 1, findings: [0] }] }])
  })
  it('sends the header and the repaired rows alone', () => {
    const repairs = repairsOf(rows, findings)!
    expect(repairedTable(rows, repairs, { '3:1': '6', '4:1': '7' })).toEqual([['代码', '户数'], ['2', '6'], ['3', '7']])
  })
  it('is not offered for another file than the one that was sent', () => {
    expect(repairsOf(rows, [{ row: 2, column: '户数', value: '十' }])).toBeNull()
    expect(repairsOf(rows, [{ row: 9, column: '户数', value: '六' }])).toBeNull()
  })
})
