/** The shape of the Chinese messages of an area: a key missing in the English ones does not compile. */
export type Messages<T> = { [K in keyof T]: T[K] extends string ? string : Messages<T[K]> }

export type Tree = { [key: string]: string | Tree }

/** One tree of all areas; each file of a folder holds the top-level keys of one area. */
export function mergeAreas(files: Record<string, unknown>): Tree {
  const all: Tree = {}
  for (const [file, area] of Object.entries(files)) {
    for (const [key, value] of Object.entries(area as Tree)) {
      if (key in all) throw new Error(`${file}: "${key}" belongs to another area too`)
      all[key] = value
    }
  }
  return all
}

export const zh = mergeAreas(import.meta.glob('./zh/*.ts', { eager: true, import: 'default' }))
export const en = mergeAreas(import.meta.glob('./en/*.ts', { eager: true, import: 'default' }))
