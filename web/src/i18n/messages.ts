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

/** Every sentence by its whole name: `app.name`. */
export function flatten(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  )
}

/** The sentence with `{name}` replaced by what is given under that name; a name that is not given stays. */
export function fill(sentence: string, values: Record<string, unknown> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}
