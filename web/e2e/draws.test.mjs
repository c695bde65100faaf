/** A draw on the desk: frozen by one person, announced by another, committed to in the browser, void before its public value. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, has, settled, useCounty } from './browser.mjs'
import { go, installed, noisyPhoto, openPhone, sendAll } from './field.mjs'
import { day as today, signInAs } from './real.mjs'

const { county, open, problems } = useCounty({ scale: 0.06 })
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) + 'T12:00'

async function take(page, step, values) {
  await page.click(`[data-test=draw-${step === 'new' ? 'new' : `step-${step}`}]`)
  await has(page, 'draw-form')
  for (const [name, value] of Object.entries(values)) await page.fill(`[data-test=draw-${name}]`, value)
  await page.click('[data-test=draw-send]')
}

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

  const chief = await open('zuzhang', { language: 'en' })
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

/** A Chinese clock so many seconds from now, as the form takes it: full minutes are without seconds there. */
const soon = (seconds) => new Date(Date.now() + 8 * 3_600_000 + seconds * 1000).toISOString().slice(0, 19).replace(/:00$/, '')
const households = async () => {
  const lead = await signInAs(county.url, 'jingxin')
  const { rows } = (await lead.get(`/api/registers/household/rows?region=${county.village}&limit=12`)).json
  return rows.map(({ values }) => `${values.region}.${values.number} T`).join('\n')
}
/** Takes part for a party and answers the number that it must keep. */
async function commitFor(page, party) {
  await page.click('[data-test=draw-step-commit]')
  await page.selectOption('[data-test=draw-party]', party)
  await page.click('[data-test=draw-make]')
  const number = await (await has(page, 'draw-secret')).textContent()
  await page.click('[data-test=draw-send]')
  await page.waitForSelector(`[data-test=draw] tr:has-text("${party}") td:has-text("是")`)
  return number
}
const picture = async (page, name) => {
  await settled(page)
  await page.screenshot({ path: `${OUT}draws-${name}.png`, fullPage: true })
}

test('X_09 N_33 dice in the room: every step of a draw is taken on the page, and its sheets are filled in on a phone without a network', { timeout: 420_000 }, async () => {
  const lead = await open('jingxin')
  await lead.goto(`${county.url}/draws`)
  const began = Date.now()
  await take(lead, 'new', { draw: 'DICE-1', frame: await households(), each: '2' })
  await has(lead, 'draw', '已封框')
  const chief = await open('zuzhang')
  await chief.goto(`${county.url}/draws/DICE-1`)
  // The two commitments come in time however slow the machine is: a quiet one freezes the frame within two seconds.
  const least = Math.max(40, Math.ceil((Date.now() - began) / 100))
  const opens = Date.now() + (least + 2) * 1000
  await take(chief, 'announce', { parties: 'county,grid', public: 'dice-20', public_fallback: 'dice-20-again', commit_by: soon(least), reveal_by: soon(least + 1), public_at: soon(least + 2), seal_until: soon(least + 2) })
  await has(chief, 'draw', '已公告')
  const numbers = { county: await commitFor(chief, 'county'), grid: await commitFor(chief, 'grid') }
  for (const [party, number] of Object.entries(numbers)) {
    await chief.click('[data-test=draw-step-reveal]')
    await chief.selectOption('[data-test=draw-party]', party)
    await chief.fill('[data-test=draw-number]', number)
    await chief.click('[data-test=draw-send]')
    await chief.waitForFunction((wanted) => [...document.querySelectorAll('[data-test=draw] tr')].some((row) => row.textContent.startsWith(wanted) && (row.textContent.match(/是/g) ?? []).length === 2), party)
  }
  await take(chief, 'close', {})
  await has(chief, 'draw', '已截止')
  await chief.waitForTimeout(Math.max(0, opens + 1500 - Date.now()))
  await take(chief, 'value', { value: '01234567890123456789' })
  await has(chief, 'draw', '已抽取')
  await has(chief, 'draw-check', '验证通过')
  await picture(chief, 'drawn')

  assert.equal(await chief.locator('[data-test=draw-step-visits]').count(), 0, 'sheets are opened by the lead unit')
  await lead.goto(`${county.url}/draws/DICE-1`)
  await take(lead, 'visits', { due_on: today(20), teams: 'T=一组' })
  await has(lead, 'estimates')
  const sheets = async () => (await (await signInAs(county.url, 'jingxin')).get('/api/ledgers/household_sheet/entries?limit=50')).json.entries
  assert.equal((await sheets()).length, 2)
  const sample = async () => (await sheets()).map(({ values }) => values.drawn_unit)
  await take(chief, 'replace', { unit: (await sample())[0], reason: 'away', evidence: 'photo-1' })
  await has(chief, 'draw-files', 'replaced.tsv')
  await take(chief, 'enlarge', { stratum: 'T', count: '3', reason: 'more' })
  await has(chief, 'draw-files', 'enlarged.tsv')
  await take(lead, 'visits', { due_on: today(20), teams: 'T=一组' })
  await lead.waitForFunction(async () => (await (await fetch('/api/ledgers/household_sheet/entries?limit=50')).json()).entries.length === 4)
  assert.deepEqual(problems, [])

  const phone = await openPhone(county.browser, county.url, 'ducha')
  await installed(phone)
  const sheet = (await sheets()).at(-1)
  const photo = await noisyPhoto(phone, 200)
  await phone.context().setOffline(true)
  await phone.reload()
  await phone.waitForSelector('[data-tab=tasks]')
  await go(phone, 'entry', 'household_sheet', sheet.id)
  await phone.click('[data-step=fill]')
  await fillSheet(phone, { powered: 'yes', protector: 'no', bill_understood: 'yes', three_phase_wanted: 'no', repair_answered: 'yes' }, { voltage: '191.5', satisfaction: '4', visited_at: `${today()}T09:00` })
  await phone.setInputFiles('[data-test=photo]', { name: '入户.jpg', mimeType: 'image/jpeg', buffer: photo })
  await phone.waitForSelector('.photos img')
  await phone.screenshot({ path: `${OUT}draws-phone.png`, fullPage: true })
  await phone.click('[data-test=save]')
  await phone.waitForSelector('[data-test=saved]')
  assert.equal((await sheets()).at(-1).values.state, 'due', 'nothing leaves the phone without a network')
  await phone.context().setOffline(false)
  assert.deepEqual((await sendAll(phone)).map((item) => item.state), ['done', 'done'])
  assert.equal((await sheets()).at(-1).values.state, 'filled')
  await phone.context().close()

  await take(lead, 'findings', {})
  await lead.waitForFunction(async () => (await (await fetch('/api/ledgers/issue/entries?limit=50')).json()).entries.filter((one) => one.values.draw === 'DICE-1').length === 2)
  await lead.reload()
  await has(lead, 'estimate-protector', '0/1')
  await picture(lead, 'estimates')
  await lead.goto(`${county.url}/ledgers/household_sheet/entries/${encodeURIComponent(sheet.values.number)}`)
  await has(lead, 'history')
  await picture(lead, 'sheet')
  await chief.context().close()
  await lead.context().close()
})

async function fillSheet(page, chosen, typed) {
  for (const [name, value] of Object.entries(chosen)) await page.click(`[data-field=${name}] [data-value=${value}]`)
  for (const [name, value] of Object.entries(typed)) await page.fill(`[data-field=${name}] input`, value)
}

test('N_31 a sheet of a unit is opened for one of its tasks', { timeout: 120_000 }, async () => {
  problems.splice(0)
  const lead = await open('jingxin')
  await lead.goto(`${county.url}/ledgers/unit_sheet/new`)
  await lead.waitForSelector('[data-test=open]')
  await lead.click('[data-test=region]')
  await lead.keyboard.type('花垣')
  await lead.locator('.el-select-dropdown__item').first().click()
  await lead.fill('[data-field=item] input', '农网改造台区')
  await picture(lead, 'unit-sheet')
  await lead.click('[data-test=open]')
  await has(lead, 'history')
  await picture(lead, 'unit-sheet-opened')
  assert.deepEqual(problems, [])
  await lead.context().close()
})
