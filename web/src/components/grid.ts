/** One column of a DataGrid; `width` in CSS pixels, `grow` takes a share of what is left over. */
export interface GridColumn {
  key: string
  label: string
  /** A second line in the header, such as the maximum or the unit. */
  sub?: string
  width: number
  grow?: number
  align?: 'left' | 'right' | 'center'
  sortable?: boolean
  /** Stays at the left when the table scrolls sideways. */
  pinned?: boolean
  hint?: string
  /** Shown only when asked for. */
  optional?: boolean
}

export type RowKey = string | number

/** First and last row (exclusive) to draw for a scroll position, with a few rows of margin. */
export function visibleRange(scrollTop: number, height: number, rowHeight: number, rows: number): [number, number] {
  const margin = 12
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - margin)
  const last = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + margin)
  return [Math.min(first, rows), Math.max(last, Math.min(first, rows))]
}
