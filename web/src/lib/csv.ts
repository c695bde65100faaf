const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
/** Rows as a text table in UTF-8, as RFC 4180 writes them. */
export const formatTable = (rows: readonly (readonly string[])[]): string => `\uFEFF${rows.map((row) => row.map(quote).join(',')).join('\r\n')}\r\n`

export interface BadRow { row: number; cells: string[]; complaints: { cell: number }[] }

/** What was typed into the cells of a row, by their places; a row without an entry was left alone. */
export type Typed = Record<number, Record<number, string>>

/** The header and the rows that somebody wrote in, whole: what is sent instead of the file. `bad` and `typed` go by the same places. */
export function repairedTable(columns: readonly string[], bad: readonly BadRow[], typed: Typed): string[][] {
  const rows = bad.flatMap(({ cells }, at) => (typed[at] ? [columns.map((_, column) => typed[at][column] ?? cells[column] ?? '')] : []))
  return [[...columns], ...rows]
}

/** The places of a row's cells that something is wrong with, each once; none where the row as a whole is meant. */
export const badCells = ({ cells, complaints }: BadRow): number[] => [...new Set(complaints.map(({ cell }) => cell).filter((cell) => cell < cells.length))].sort((a, b) => a - b)
