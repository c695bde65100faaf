import { describe, expect, it } from 'vitest'
import { badCells, formatTable, repairedTable } from './csv'

describe('a text table', () => {
  it('quotes what would end a cell or a row, and nothing else', () => {
    expect(formatTable([['代码', '备注'], ['1', 'a,b'], ['2', '说"好"\r\n第二行'], ['3', ' 空格 ']])).toBe('\uFEFF代码,备注\r\n1,"a,b"\r\n2,"说""好""\r\n第二行"\r\n3, 空格 \r\n')
  })
})

describe('the repair of an import', () => {
  const columns = ['代码', '户数', '备注']
  const bad = [
    { row: 4, cells: ['3', '七', '甲'], complaints: [{ cell: 1 }, { cell: 1 }] },
    { row: 7, cells: ['5', '九'], complaints: [{ cell: 1 }, { cell: 0 }] },
    { row: 9, cells: ['6', '2', '乙'], complaints: [{ cell: 3 }] },
  ]
  it('opens each bad cell once, in its order, and none where the whole row is meant', () => {
    expect(bad.map(badCells)).toEqual([[1], [0, 1], []])
  })
  it('sends the header and the rows that were written in, with all their cells', () => {
    expect(repairedTable(columns, bad, { 1: { 1: '9' } })).toEqual([columns, ['5', '9', '']])
    expect(repairedTable(columns, bad, { 0: { 1: '7' }, 2: { 0: '8' } })).toEqual([columns, ['3', '7', '甲'], ['8', '2', '乙']])
  })
  it('keeps a cell that was emptied empty', () => {
    expect(repairedTable(columns, bad, { 0: { 2: '' } })[1]).toEqual(['3', '七', ''])
  })
  it('sends nothing but the header while nothing was written', () => {
    expect(repairedTable(columns, bad, {})).toEqual([columns])
  })
})
