import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from './en'
import { first } from './first'
import { fill, flatten, mergeAreas } from './messages'
import zh from './zh'

const chinese = flatten(zh)
const english = flatten(en)
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

const SOURCE = new URL('../', import.meta.url)
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !/i18n|test|schema/.test(name))
const sources = files.map((name) => readFileSync(new URL(name, SOURCE), 'utf8'))

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()])
  })
  it('have the same placeholders in each sentence', () => {
    for (const [key, text] of chinese) expect([key, placeholders(english.get(key)!)]).toEqual([key, placeholders(text)])
  })
  it('have no Chinese in the English', () => {
    for (const [key, text] of english) expect([key, /[\u4e00-\u9fff]/.test(text)]).toEqual([key, false])
  })
  it('hold every key that the pages name', () => {
    const named = sources.flatMap((source) => [...source.matchAll(/\bt\('([\w.]+)'/g)].map((match) => match[1]))
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter((key) => !chinese.has(key))).toEqual([])
  })
})

describe('what is there first', () => {
  const shown = ['App.vue', 'pages/StartPage.vue', ...['TopBar', 'SideBar', 'BottomBar', 'SignIn', 'LiveIndicator', 'InboxBell', 'MenuButton', 'PageHeader', 'EmptyState', 'DueText', 'LightBadge', 'ErrorBox'].map((name) => `components/${name}.vue`)]
  it('holds every sentence of the frame and the start page', () => {
    const named = shown.flatMap((name) => [...sources[files.indexOf(name)].matchAll(/\bt\(['`]([\w.]+)/g)].map((match) => match[1]))
    expect(named.length).toBeGreaterThan(40)
    for (const tree of [first.zh, first.en]) {
      const keys = [...flatten(tree).keys()]
      expect(named.filter((key) => !keys.some((known) => known === key || (key.endsWith('.') && known.startsWith(key))))).toEqual([])
    }
  })
})

describe('a sentence', () => {
  it('takes what it is given by name, and shows what it was not given', () => {
    expect(fill('{n} of {n}, {place}, {other}', { n: 0, place: '$1 {n}' })).toBe('0 of 0, $1 {n}, {other}')
  })
})

describe('the areas', () => {
  it('do not share a top-level key', () => {
    expect(() => mergeAreas({ a: { app: {} }, b: { app: {} } })).toThrow('b: "app"')
  })
})

describe('the templates', () => {
  it('hold no Chinese of their own, apart from the name', () => {
    const vue = files.flatMap((name, index) => (name.endsWith('.vue') ? [[name, sources[index].split('<template>')[1]] as const] : []))
    for (const [name, template] of vue) {
      const words = (template.match(/[\u4e00-\u9fff]+/g) ?? []).filter((word) => word !== '万家')
      expect([name, words]).toEqual([name, []])
    }
  })
})
