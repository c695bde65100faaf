/** Cells of a text table; `separator` is told by the first line. Quotes as in RFC 4180; an empty last line is no row. */
export function parseTable(text: string): { separator: ',' | '\t'; rows: string[][] } {
  const body = text.replace(/^\uFEFF/, '')
  const first = /^[^\r\n]*/.exec(body)?.[0] ?? ''
  const separator = first.includes('\t') && !first.includes(',') ? '\t' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = () => {
    rows.push([...row, cell])
    row = []
    cell = ''
  }
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at]
    if (quoted) {
      if (letter !== '"') cell += letter
      else if (body[at + 1] === '"') cell += body[(at += 1)]
      else quoted = false
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === separator) {
      row.push(cell)
      cell = ''
    } else if (letter === '\n') endRow()
    else if (letter !== '\r' || body[at + 1] !== '\n') cell += letter
  }
  if (cell !== '' || row.length) endRow()
  return { separator, rows }
}

const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
export const formatTable = (rows: readonly string[][]): string => `\uFEFF${rows.map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`

/** UTF-8, or GB 18030 where the bytes are no UTF-8: what Chinese spreadsheets write. */
export function decodeTable(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

export interface BadCell { row: number; column: string; value: string }
export interface Repair { row: number; cells: { column: number; findings: number[] }[] }

/**
 * Which cells of which rows the findings speak of, by row; null when the table is not the one they were made from: a cell does not
 * hold the value that was found. `row` counts from 1 with the header as the first.
 */
export function repairsOf(rows: readonly string[][], findings: readonly BadCell[]): Repair[] | null {
  const header = (rows[0] ?? []).map((cell) => cell.trim())
  const byRow = new Map<number, Repair>()
  for (const [index, finding] of findings.entries()) {
    const column = header.indexOf(finding.column)
    const cells = rows[finding.row - 1]
    if (!cells) return null
    const repair = byRow.get(finding.row) ?? { row: finding.row, cells: [] }
    byRow.set(finding.row, repair)
    if (column < 0) continue
    if (finding.value && (cells[column] ?? '').trim() !== finding.value.trim()) return null
    const cell = repair.cells.find((one) => one.column === column)
    if (cell) cell.findings.push(index)
    else repair.cells.push({ column, findings: [index] })
  }
  return [...byRow.values()].sort((a, b) => a.row - b.row)
}

/** The header and the repaired rows alone; `values` holds what was typed, by `row:column`. */
export function repairedTable(rows: readonly string[][], repairs: readonly Repair[], values: Record<string, string>): string[][] {
  return [rows[0], ...repairs.map(({ row }) => rows[row - 1].map((cell, column) => values[`${row}:${column}`] ?? cell))]
}
