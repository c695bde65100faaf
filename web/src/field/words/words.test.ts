import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

const SOURCE = new URL('../', import.meta.url)
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.includes('test') && !name.includes('words/'))
  .map((name) => readFileSync(new URL(name, SOURCE), 'utf8'))
const inSources = (pattern: RegExp) => new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1])))
const named = inSources(/\bsay\('([\w.]+)'/g)
const quoted = inSources(/'(\w+\.\w+)'/g)
const families = ['light.', 'bad.', 'fact.', 'outbox.', 'gps.', 'me.', 'nav.', 'wind.']
const marks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('the words of the field page', () => {
  it('are the same in both languages, with the same places for values', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
    for (const [key, text] of Object.entries(zh)) expect([key, marks(en[key])]).toEqual([key, marks(text)])
  })
  it('hold no Chinese in English', () => {
    for (const [key, text] of Object.entries(en)) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false])
  })
  it('are all named somewhere, and all that is named is there', () => {
    expect([...named].filter((key) => !(key in zh))).toEqual([])
    expect(Object.keys(zh).filter((key) => !quoted.has(key) && !families.some((family) => key.startsWith(family)))).toEqual([])
  })
})
