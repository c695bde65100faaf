/** Every page of the desk: no serious finding of axe-core, nothing too wide from 360 to 2560 pixels, the keyboard alone, the first view small. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { openAs, openBrowser, resize } from './browser.mjs'
import { assertNoOverflow, seriousFindings } from './desk.mjs'
import { openCounty } from './real.mjs'

const WIDTHS = [360, 390, 768, 1024, 1366, 1440, 1920, 2560]
const KILOBYTES_MAX = 300
const PAGES = [
  ['start', () => '/', '[data-test=list-news]'], ['ledgers', () => '/ledgers', '[data-test=ledgers] tbody td'], ['ledger', () => '/ledgers/no_power_case', '[data-test=table] tbody td'],
  ['entry', ({ number }) => `/ledgers/no_power_case/entries/${number}`, '[data-test=history]'], ['new entry', () => '/ledgers/task/new', '[data-test=open]'],
  ['register', () => '/registers/household', '[data-test=table] tbody td'], ['register row', () => '/registers/household/rows/1', '[data-test=versions]'], ['import', () => '/import', '[data-test=import-start]'],
]
let county, browser, known
before(async () => {
  county = await openCounty()
  browser = await openBrowser()
  const page = await openAs(browser, county.url, 'jingxin')
  const { entries } = await (await page.request.get(`${county.url}/api/ledgers/no_power_case/entries?limit=1`)).json()
  known = { number: entries[0].values.number }
  await page.context().close()
}, { timeout: 400_000 })
after(async () => {
  await browser?.close()
  await county?.close()
})

for (const theme of ['light', 'dark']) {
  test(`no page has a serious finding of axe-core in the ${theme} theme`, { timeout: 240_000 }, async () => {
    const page = await openAs(browser, county.url, 'jingxin', { theme })
    const found = []
    for (const [name, path, wait] of PAGES) {
      await page.goto(county.url + path(known))
      await page.waitForSelector(wait)
      found.push(...(await seriousFindings(page)).map((line) => `${name}: ${line}`))
    }
    await page.context().close()
    assert.deepEqual(found, [])
  })
}

test('no page is wider than its window from 360 to 2560 pixels, in either language', { timeout: 400_000 }, async () => {
  for (const language of ['zh', 'en']) {
    const page = await openAs(browser, county.url, 'jingxin', { language })
    for (const [name, path, wait] of PAGES) {
      await page.goto(county.url + path(known))
      await page.waitForSelector(wait)
      for (const width of WIDTHS) {
        await resize(page, width)
        await assertNoOverflow(page, `${name} in ${language} at ${width} px`)
      }
    }
    await page.context().close()
  }
})

test('the keyboard alone gets from the start page into an entry', { timeout: 60_000 }, async () => {
  const page = await openAs(browser, county.url, 'jingxin')
  await page.goto(county.url)
  await page.waitForSelector('[data-test=nav-ledgers]')
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-test') ?? '')
  for (let i = 0; i < 12 && (await focused()) !== 'nav-ledgers'; i += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=ledgers] tbody td')
  for (let i = 0; i < 40 && (await focused()) !== 'ledgers'; i += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=table] tbody td')
  for (let i = 0; i < 40 && (await focused()) !== 'table'; i += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=history]')
  await page.context().close()
})

test('the first view is at most 300 kB of compressed script', () => {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url))
  const entry = /<script[^>]+src="\/(assets\/[^"]+)"/.exec(readFileSync(`${dist}index.html`, 'utf8'))[1]
  const wanted = new Set([entry])
  const start = readdirSync(`${dist}assets`).find((name) => /^StartPage-.*\.js$/.test(name))
  wanted.add(`assets/${start}`)
  for (const file of wanted) {
    for (const [, name] of readFileSync(dist + file, 'utf8').matchAll(/from\s*["']\.\/([^"']+\.js)["']/g)) wanted.add(`assets/${name}`)
  }
  const bytes = [...wanted].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0)
  assert.ok(bytes <= KILOBYTES_MAX * 1000, `${bytes} bytes in ${[...wanted].join(' ')}`)
})
