/** How the field page looks and weighs: contrast, targets, widths, both languages; screenshots in e2e/out/field-*.png. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DESK, OUT, resize, settled, useCounty, within } from './browser.mjs'
import { declare, go, openPhone } from './field.mjs'
import { day, signInAs } from './real.mjs'

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')
const ASSETS = new URL('../dist/field/assets/', import.meta.url)
let lead, entry
const { county } = useCounty({}, async () => {
  lead = await signInAs(county.url, 'jingxin')
  const { json } = await lead.get(`/api/ledgers/no_power_case/entries?region=${county.town}&limit=100`)
  entry = json.entries.find((one) => one.values.state === 'declared') ?? json.entries[0]
})

async function serious(page) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  return violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}
const small = (page) => page.$$eval('button, a.button, .tabs-bar a, select, input:not([type=file])', (all) => all
  .filter((one) => one.offsetParent !== null)
  .map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5).map(([name, box]) => `${name} ${box.width}×${box.height}`))
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

const PAGES = [['tasks'], ['new'], ['fill', 'no_power_case'], ['rows'], ['rows', 'household'], ['outbox'], ['me'], ['print', 'no_power_case']]

for (const [language, user, looks] of [['zh', 'cunwei', {}], ['en', 'zhenban', { display: 'dark' }], ['zh', 'huxian', { display: 'outdoor', large: true }]]) {
  test(`every page in ${language}, ${looks.display ?? 'light'}${looks.large ? ', large type' : ''}: no serious finding, targets of 48 px, nothing cut off`, { timeout: 240_000 }, async () => {
    const page = await openPhone(county.browser, county.url, user, { language })
    await page.evaluate((chosen) => localStorage.setItem('wanjia.field.looks', JSON.stringify(chosen)), looks)
    await page.reload()
    await page.waitForSelector('[data-tab=tasks]')
    await page.context().setOffline(true)
    await declare(page, { head: '石小明' })
    await page.context().setOffline(false)
    for (const place of PAGES) {
      await go(page, ...place)
      await settled(page)
      const name = `${place.join('-')} ${language}`
      assert.deepEqual(await serious(page), [], name)
      assert.deepEqual(await small(page), [], name)
      assert.equal(await fits(page), true, name)
      await page.screenshot({ path: `${OUT}field-${place.join('-')}-${language}-${looks.display ?? 'light'}.png`, fullPage: place[0] !== 'rows' })
    }
    for (const width of [360, 768, 1440]) {
      await go(page, 'fill', 'no_power_case')
      await resize(page, width, 844)
      assert.equal(await fits(page), true, `${width}`)
    }
    await page.context().close()
  })
}

test('an entry, its steps and the evidence they ask for', { timeout: 120_000 }, async () => {
  const page = await openPhone(county.browser, county.url, 'zhenzhang')
  const { json: slice } = await (await signInAs(county.url, 'zhenzhang')).get('/api/sync')
  const row = slice.rows.no_power_case.rows.find((one) => one[4].length) ?? slice.rows.no_power_case.rows[0]
  await go(page, 'entry', 'no_power_case', row[0])
  await page.waitForSelector('h2')
  assert.deepEqual(await serious(page), [])
  await page.screenshot({ path: `${OUT}field-entry-zh.png`, fullPage: true })
  await page.click('[data-step]')
  await page.waitForSelector('[data-test=save]')
  assert.deepEqual(await serious(page), [])
  await page.screenshot({ path: `${OUT}field-step-zh.png`, fullPage: true })
  await page.context().close()
})

test('signing in, and a desk’s width', { timeout: 60_000 }, async () => {
  const page = await openPhone(county.browser, county.url, null)
  await page.waitForSelector('#password')
  assert.deepEqual(await serious(page), [])
  await page.screenshot({ path: `${OUT}field-sign-in-zh.png` })
  await page.context().close()
  const wide = await openPhone(county.browser, county.url, 'cunwei', { language: 'en' })
  await wide.setViewportSize(DESK)
  await wide.screenshot({ path: `${OUT}field-desk-en.png` })
  await wide.context().close()
})

test('a village of 2,000 households: first load within 2 s, a day’s changes within 1 % of its bytes', { timeout: 240_000 }, async () => {
  const rows = Array.from({ length: 2000 }, (_, at) => `${county.village},B${at + 1},${1 + (at % 12)}组,户主${at},${1 + (at % 6)},permanent,ordinary,yes,yes,no`)
  const file = `${OUT}households.csv`
  writeFileSync(file, `region,number,group_name,head_name,residents,occupancy,category,powered,protector,broadband\n${rows.join('\n')}\n`)
  county.run(['import', 'household', file, '--json'])
  const signedIn = await (await openPhone(county.browser, county.url, 'cunwei')).context().storageState()
  const context = await county.browser.newContext({ storageState: signedIn, serviceWorkers: 'block', locale: 'zh-CN' })
  const page = await context.newPage()
  const answers = []
  page.on('response', async (response) => { if (response.url().includes('/api/sync?')) answers.push(await response.body()) })
  await within(2000, 'first load of 2,000 households', async () => {
    const began = Date.now()
    await page.goto(`${county.url}/field/#/rows`)
    await page.waitForFunction(() => /数据截至/.test(document.querySelector('[data-test=state]')?.textContent ?? ''))
    return Date.now() - began
  })
  assert.match(await page.textContent('.list'), /户底册\s*2\d\d\d/)
  const whole = answers.at(-1).length
  const packed = gzipSync(answers.at(-1)).length
  for (let at = 0; at < 5; at += 1) await lead.put('/api/registers/household/rows', { values: { region: county.village, number: `B${at + 1}`, residents: '9' } })
  await go(page, 'me')
  const [delta] = await Promise.all([page.waitForResponse((one) => one.url().includes('/api/sync?')), page.click('[data-test=sync]')])
  const changed = (await delta.body()).length
  const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js')).map((name) => gzipSync(readFileSync(new URL(name, ASSETS))).length)
  const script = scripts.reduce((sum, one) => sum + one, 0)
  console.log(`# ${day()}: 2,000 households ${whole} bytes (${packed} gzipped); 5 changed households ${changed} bytes; script ${script} bytes gzipped`)
  assert.ok(changed <= whole / 100, `${changed} of ${whole}`)
  assert.ok(script <= 120_000)
  await page.context().close()
})
