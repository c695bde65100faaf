/** The field page on phones, against the real program: without a network, with a bad one, two at once, closed in the middle. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { OUT, useCounty } from './browser.mjs'
import { declare, go, installed, noisyPhoto, openPhone, outbox, sendAll } from './field.mjs'
import { signInAs } from './real.mjs'

const LEDGER = 'no_power_case'
let lead
const { county, problems } = useCounty({}, async () => {
  lead = await signInAs(county.url, 'jingxin')
})

const cases = async () => (await lead.get(`/api/ledgers/${LEDGER}/entries?limit=500`)).json.entries
const evidenceOf = async (number) => (await lead.get(`/api/evidence?register=${LEDGER}&key=${encodeURIComponent(number)}`)).json.rows
const household = async () => (await lead.get(`/api/registers/household/rows?region=${county.village}&limit=1`)).json.rows[0]
const timed = { timeout: 180_000 }

test('R8 C_13 a household declared without a network is in the county’s ledger once there is one, photo and all', timed, async () => {
  const page = await openPhone(county.browser, county.url, 'huxian', { problems })
  await installed(page)
  const photo = await noisyPhoto(page, 200)
  const before = (await cases()).length
  await page.context().setOffline(true)
  await page.reload()
  await page.waitForSelector('[data-tab=new]')
  const taps = await declare(page, { head: '石小明', photo })
  assert.ok(taps <= 8, `${taps} taps`)
  await go(page, 'outbox')
  assert.deepEqual((await outbox(page)).map((item) => item.state), ['waiting', 'waiting'])
  await page.reload()
  await page.waitForSelector('[data-tab=outbox]')
  assert.equal((await outbox(page)).length, 2, 'the outbox is still there after the page was opened anew')
  assert.equal((await cases()).length, before)
  await page.context().setOffline(false)
  const items = await sendAll(page)
  assert.deepEqual(items.map((item) => item.state), ['done', 'done'])
  const all = await cases()
  assert.equal(all.length, before + 1)
  const entry = all.at(-1)
  assert.equal(entry.values.found_by, 'patroller')
  assert.match(entry.values.head, /^石/)
  assert.ok(!entry.values.head.includes('小明'), 'masked')
  const [lon, lat] = entry.geometry.coordinates
  assert.ok(Math.abs(lon - 109.4821) < 1e-6 && Math.abs(lat - 28.0312) < 1e-6)
  const [evidence] = await evidenceOf(entry.values.number)
  assert.equal(evidence.values.sha256, createHash('sha256').update(photo).digest('hex'))
  assert.deepEqual(problems.filter((one) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(one)), [])
  await page.context().close()
})

test('R10 two phones change one household: other fields go together, the same field is decided by a person', timed, async () => {
  const first = await openPhone(county.browser, county.url, 'cunwei')
  const second = await openPhone(county.browser, county.url, 'zhenban')
  const { id, values: { residents } } = await household()
  const [theirs, mine] = [1, 2].map((more) => String(Number(residents || 0) + more))
  const change = async (page, values) => {
    await go(page, 'row', 'household', id)
    for (const [name, value] of Object.entries(values)) {
      await page.waitForSelector(`[data-field=${name}]`)
      const chip = page.locator(`[data-field=${name}] [data-value="${value}"]`)
      if (await chip.count()) await chip.click()
      else await page.fill(`[data-field=${name}] input`, value)
    }
    await page.click('[data-test=save]')
    await page.waitForSelector('[data-test=saved]')
  }
  for (const page of [first, second]) await page.context().setOffline(true)
  await change(first, { residents: theirs, occupancy: 'away' })
  await change(second, { residents: mine, group_name: '八组' })
  await first.context().setOffline(false)
  assert.equal((await sendAll(first))[0].state, 'done')
  await second.context().setOffline(false)
  const [item] = await sendAll(second)
  assert.equal(item.state, 'conflict')
  assert.equal((await household()).values.residents, theirs, 'nothing was overwritten')
  await second.click('[data-test=compare]')
  await second.waitForSelector('[data-field=residents]')
  await second.screenshot({ path: `${OUT}field-conflict-zh.png` })
  assert.match(await second.textContent('[data-test=mine] b'), new RegExp(mine))
  assert.match(await second.textContent('[data-test=theirs] b'), new RegExp(theirs))
  await second.click('[data-test=mine]')
  await second.click('[data-test=decide]')
  assert.equal((await sendAll(second))[0].state, 'done')
  const { values } = await household()
  assert.deepEqual([values.residents, values.group_name, values.occupancy], [mine, '八组', 'away'])
  const { json } = await lead.get(`/api/registers/household/rows/${id}/history`)
  assert.ok(json.versions.some((version) => version.values.residents === theirs), 'both values are in the history')
  for (const page of [first, second]) await page.context().close()
})

test('R8 with 30 % of requests and answers lost every declaration arrives, and once', timed, async () => {
  const page = await openPhone(county.browser, county.url, 'huxian', { workers: false })
  const before = (await cases()).length
  let lost = 0
  let asked = 0
  let seed = 20_201_128
  const random = (below) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below) }
  // Of any ten requests that follow each other three are lost: which ones, chance decides.
  let unlucky = []
  const luck = () => {
    if (asked % 10 === 0) for (unlucky = []; unlucky.length < 3;) { const at = random(10); if (!unlucky.includes(at)) unlucky.push(at) }
    return unlucky.indexOf(asked++ % 10)
  }
  await page.context().setOffline(true)
  const photo = await noisyPhoto(page, 430)
  for (let at = 0; at < 6; at += 1) await declare(page, { head: `户主${at}`, photo: at < 2 ? photo : undefined })
  await page.route('**/api/**', async (route) => {
    const fate = luck()
    if (fate < 0) return route.continue()
    lost += 1
    if (fate === 0) return route.abort()
    await route.fetch().catch(() => {}) // it arrives, its answer does not
    return route.abort()
  })
  await page.context().setOffline(false)
  const items = await sendAll(page)
  assert.deepEqual([...new Set(items.map((item) => item.state))], ['done'])
  assert.ok(lost >= 3, `${lost} of ${asked} lost`)
  await page.unroute('**/api/**')
  const all = (await cases()).slice(before)
  assert.equal(all.length, 6)
  assert.equal(new Set(all.map((entry) => entry.values.number)).size, 6)
  assert.equal((await evidenceOf(all[0].values.number)).length, 1)
  console.log(`# ${lost} of ${asked} requests or answers lost`)
  await page.context().close()
})

test('R11 a photo whose page is closed in the middle of its upload goes on where it was', timed, async () => {
  let page = await openPhone(county.browser, county.url, 'huxian', { workers: false })
  const context = page.context()
  const photo = await noisyPhoto(page)
  assert.ok(photo.length > 2 * 131_072 && photo.length < 400_000, `${photo.length} bytes`)
  let pieces = 0
  await context.route('**/api/evidence/uploads/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue()
    pieces += 1
    if (pieces === 2) { await page.close(); return }
    return route.continue()
  })
  const closed = page.waitForEvent('close', { timeout: 60_000 })
  await declare(page, { photo }).catch(() => {})
  await closed
  await context.unroute('**/api/evidence/uploads/*')
  page = await openPhone(county.browser, county.url, null, { context })
  await page.waitForSelector('[data-tab=outbox]')
  const requests = []
  page.on('request', (request) => { if (request.url().includes('/uploads')) requests.push(`${request.method()} ${request.headers()['upload-offset'] ?? ''}`.trim()) })
  const items = await sendAll(page)
  assert.deepEqual(items.map((item) => item.state), ['done', 'done'])
  assert.ok(!requests.includes('POST'), `it did not begin anew: ${requests}`)
  assert.ok(!requests.includes('PATCH 0'), `the first piece went once: ${requests}`)
  const [evidence] = await evidenceOf((await cases()).at(-1).values.number)
  assert.equal(evidence.values.sha256, createHash('sha256').update(photo).digest('hex'))
  await context.close()
})

test('a rough position is not taken by itself, and says how rough it is', timed, async () => {
  const page = await openPhone(county.browser, county.url, 'huxian', { accuracy: 120 })
  await go(page, 'fill', LEDGER)
  await page.waitForSelector('[data-test=gps-rough]')
  assert.match(await page.textContent('[data-test=gps-rough]'), /120 米/)
  assert.equal(await page.locator('[data-test=gps-good]').count(), 0)
  await page.click('[data-test=gps-use]')
  assert.match(await page.textContent('[data-test=gps-confirmed]'), /120 米/)
  await page.context().close()
})

test('X_28 a package, filled in without any network, comes back as a file and counts once in ten times', timed, async () => {
  const file = `${OUT}huxian.wjp`
  county.run(['package', 'make', '--user', 'huxian', '--out', file])
  const page = await openPhone(county.browser, county.url, null)
  await installed(page)
  await page.context().setOffline(true)
  await page.reload()
  await page.waitForSelector('[data-test=package]', { state: 'attached' })
  await page.setInputFiles('[data-test=package]', file)
  await page.waitForSelector('[data-tab=new]')
  const photo = await noisyPhoto(page, 150)
  await declare(page, { head: '无网户', photo })
  await go(page, 'me')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=save-results]')])
  const results = `${OUT}huxian.wjr`
  writeFileSync(results, readFileSync(await download.path()))
  const before = (await cases()).length
  const taken = Array.from({ length: 10 }, () => JSON.parse(county.run(['package', 'take', results, '--json'])))
  assert.deepEqual([taken[0].added, taken[0].open], [2, 0], JSON.stringify(taken[0]))
  for (const again of taken.slice(1)) assert.deepEqual([again.added, again.known, again.open], [0, 2, 0])
  const all = await cases()
  assert.equal(all.length, before + 1)
  assert.equal((await evidenceOf(all.at(-1).values.number)).length, 1)
  await page.context().close()
})

test('signing out removes everything from the phone, and says so before anything unsent is lost', timed, async () => {
  const page = await openPhone(county.browser, county.url, 'huxian')
  await page.context().setOffline(true)
  await declare(page)
  await go(page, 'me')
  await page.click('[data-test=leave]')
  assert.match(await page.textContent('[role=alertdialog]'), /还有 1 项没有上报/)
  await page.context().setOffline(false)
  await sendAll(page)
  await go(page, 'me')
  await page.click('[data-test=leave]')
  await page.click('[data-test=leave-yes]')
  await page.waitForSelector('#password')
  const left = await page.evaluate(() => new Promise((resolve) => {
    const request = indexedDB.open('wanjia-field')
    request.onsuccess = () => {
      const store = request.result.transaction('rows').objectStore('rows').count()
      store.onsuccess = () => resolve(store.result)
    }
  }))
  assert.equal(left, 0)
  await page.context().close()
})
