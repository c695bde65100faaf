/** A draw on the desk: frozen by one person, announced by another, committed to in the browser, void before its public value. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DESK, openAs, openBrowser } from './browser.mjs'
import { openCounty } from './real.mjs'

const problems = []
let county, browser
const open = (user, language = 'zh') => openAs(browser, county.url, user, { size: DESK, language, problems })
const has = (page, test, text) => page.waitForSelector(`[data-test="${test}"]${text ? `:has-text("${text}")` : ''}`, { timeout: 20_000 })
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) + 'T12:00'

async function take(page, step, values) {
  await page.click(`[data-test=draw-${step === 'new' ? 'new' : `step-${step}`}]`)
  await has(page, 'draw-form')
  for (const [name, value] of Object.entries(values)) await page.fill(`[data-test=draw-${name}]`, value)
  await page.click('[data-test=draw-send]')
}

before(async () => {
  county = await openCounty({ scale: 0.06 })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await county?.close()
})

test('X_09 a draw is frozen, announced by another person, committed to and declared void on the page', { timeout: 180_000 }, async () => {
  const lead = await open('jingxin')
  await lead.goto(`${county.url}/draws`)
  await has(lead, 'empty')
  await take(lead, 'new', { draw: '2020-06', frame: '433124100201 T\n433124100202 T\n433124100203 T', each: '2' })
  await has(lead, 'draw', '已封框')
  await has(lead, 'draw-files', 'frame.tsv')
  const terms = { parties: 'county,grid', public: 'dice-20', public_fallback: 'dice-20-again', commit_by: day(1), reveal_by: day(2), public_at: day(3), seal_until: day(4) }
  await take(lead, 'announce', terms)
  await has(lead, 'error')
  problems.splice(0) // the browser says of every refusal that it was one
  await lead.context().close()

  const chief = await open('zuzhang', 'en')
  await chief.goto(`${county.url}/draws/2020-06`)
  await take(chief, 'announce', terms)
  await has(chief, 'draw', 'Announced')
  await chief.click('[data-test=draw-step-commit]')
  await chief.selectOption('[data-test=draw-party]', 'grid')
  await chief.click('[data-test=draw-make]')
  assert.match(await (await has(chief, 'draw-secret')).textContent(), /^[0-9a-f]{64}$/)
  await chief.click('[data-test=draw-send]')
  await chief.waitForSelector('[data-test=draw] tr:has-text("grid") td:has-text("Yes")')
  await take(chief, 'void', { reason: '样本框有误' })
  await has(chief, 'draw', 'Void')
  await has(chief, 'draws', '2020-06')
  assert.deepEqual(problems, [])
  await chief.context().close()
})
