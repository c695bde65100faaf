/** The main job of the roles that the year at the desk and the office do not meet, half of them in English. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { OUT, useCounty } from './browser.mjs'
import { openByForm, stepsTo } from './desk.mjs'
import { go, openPhone } from './field.mjs'
import { day, signInAs } from './real.mjs'

const LIMIT = { timeout: 180_000 }
const { county, open, problems } = useCounty()

async function at(page, ledger, number) {
  await page.goto(`${county.url}/ledgers/${ledger}/entries/${encodeURIComponent(number)}`)
  await page.waitForSelector('[data-test=state]')
}
const navigation = (page) => page.$$eval('[data-test^=nav-]', (all) => all.map((one) => one.dataset.test.slice(4)).filter((name) => !['fold', 'more'].includes(name)))

test('a county department registers an issue and hands it out; the operator signs for it and agrees a measure (English)', LIMIT, async () => {
  const department = await open('fupin', { language: 'en' })
  const values = { region: county.village, source: 'complaint', found_on: day(-1), category: 'weak_4g', description: 'No signal behind the ridge' }
  const number = await openByForm(department, county.url, 'issue', values)
  await stepsTo(department, 'assign', 'Handed out', { values: { unit: '移动' } })
  const operator = await open('yidong', { language: 'en' })
  await at(operator, 'issue', number)
  await stepsTo(operator, 'sign', 'Signed for')
  assert.match(await operator.textContent('[data-test=history]'), /Hand out/)
  for (const page of [department, operator]) await page.context().close()
})

test('an operator does not see what another operator is doing', LIMIT, async () => {
  const lead = await signInAs(county.url, 'jingxin')
  const opened = await lead.post('/api/ledgers/signal_measure/entries', { values: { region: county.village, operator: 'mobile', kind: 'antenna', before_samples: '100', before_good: '20' } })
  assert.equal(opened.status, 200, JSON.stringify(opened.json))
  const page = await open('dianxin')
  await page.goto(`${county.url}/ledgers/signal_measure/entries/${opened.json.number}`)
  await page.waitForSelector('[data-test=error], [role=alert]')
  assert.equal(await page.locator('[data-test=state]').count(), 0)
  await page.context().close()
})

test('a supply station registers a hazard, the company hands it out, the station asks to close it', LIMIT, async () => {
  const station = await open('gongdiansuo')
  const number = await openByForm(station, county.url, 'hazard', { region: county.village, category: 'tree', level: 'larger', found_on: day(0) })
  const company = await open('gongdian')
  await at(company, 'hazard', number)
  await stepsTo(company, 'assign', '整改中', { values: { unit: '供电所', measure: '修剪树枝', accountable: '台区经理' } })
  await at(station, 'hazard', number)
  await stepsTo(station, 'report', '申请销号', { file: '修剪后照片' })
  for (const page of [station, company]) await page.context().close()
})

test('a township clerk takes a demand for three-phase power, and its deadline is counted (English)', LIMIT, async () => {
  const page = await open('zhenban', { language: 'en' })
  await openByForm(page, county.url, 'power_demand', { region: county.village, applicant: 'cooperative', kind: 'three_phase', applied_on: day(0), time_class: 'three_phase' })
  assert.ok((await page.textContent('.facts')).includes(day(30)))
  await page.context().close()
})

test('the supervising leader records a visit on site with a photo', LIMIT, async () => {
  const lead = await signInAs(county.url, 'jingxin')
  const opened = await lead.post('/api/ledgers/leader_visit/entries', { values: { region: county.county, programme: 'ganzhou-2020', period: day(0).slice(0, 7), due_on: day(5) } })
  assert.equal(opened.status, 200, JSON.stringify(opened.json))
  const page = await open('duzhan')
  await at(page, 'leader_visit', opened.json.number)
  await stepsTo(page, 'visit', '已督战', { values: { visited_on: day(0), place: '大湾村村委会', guidance: '先接通后完善' }, file: '督战现场' })
  await page.context().close()
})

test('a coordinator reports a hazard from the phone', LIMIT, async () => {
  const page = await openPhone(county.browser, county.url, 'xieguan')
  await go(page, 'new')
  await page.click('[data-form=hazard]')
  await page.waitForSelector('[data-field=category]')
  const village = page.locator('[data-field=region] select')
  if (await village.inputValue() === '') await village.selectOption({ index: 1 })
  await page.click('[data-field=category] [data-value=behind_meter]')
  await page.click('[data-field=level] [data-value=general]')
  await page.waitForSelector('[data-test=gps-good]')
  await page.click('[data-test=save]')
  await page.waitForSelector('[data-test=saved]')
  await go(page, 'outbox')
  await page.waitForSelector('[data-test=item][data-state=done]')
  await page.context().close()
})

test('a clue is taken up by discipline inspection alone: the lead unit sees neither the clue nor its ledger', LIMIT, async () => {
  const page = await open('jijian')
  const number = await openByForm(page, county.url, 'clue', { region: '花垣县', content: '某项目材料款去向不明' })
  await stepsTo(page, 'take', '已受理')
  const lead = await open('jingxin')
  await lead.goto(`${county.url}/ledgers/clue/entries/${number}`)
  await lead.waitForSelector('[role=alert], .loading')
  assert.equal(await lead.locator('[data-test=state]').count(), 0)
  await lead.goto(`${county.url}/ledgers`)
  await lead.waitForSelector('[data-test=ledgers] tbody td')
  assert.doesNotMatch(await lead.textContent('[data-test=ledgers]'), /移交线索/)
  for (const one of [page, lead]) await one.context().close()
})

test('the assessment office reads the ranking and takes it home as a workbook (English)', LIMIT, async () => {
  const page = await open('kaohe', { language: 'en' })
  await page.goto(`${county.url}/ranking`)
  await page.waitForSelector('[data-test=ranking] tbody a.name')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="score.xlsx"]')])
  assert.equal((await readFile(await download.path())).subarray(0, 2).toString(), 'PK')
  assert.ok(!(await navigation(page)).includes('import'))
  await page.context().close()
})

test('a person sees where he is signed in and ends one of them; the security administrator ends another’s', LIMIT, async () => {
  const page = await open('zhenban')
  const other = await signInAs(county.url, 'zhenban', { anew: true })
  await page.goto(`${county.url}/me`)
  const rows = page.locator('[data-test=sessions] tbody tr')
  await rows.nth(1).waitFor()
  assert.match(await rows.nth(1).textContent(), /当前/)
  await page.screenshot({ path: `${OUT}sessions.png`, fullPage: true })
  await page.click('[data-test=end-session]')
  await page.waitForFunction(() => document.querySelectorAll('[data-test=sessions] tbody tr').length === 1)
  assert.equal((await other.get('/api/roles')).status, 401)

  const keeper = await open('anquan', { language: 'en' })
  await keeper.goto(`${county.url}/people`)
  await keeper.click('[data-test=sessions-zhenban]')
  await keeper.click('[data-test=end-session]')
  await keeper.waitForFunction(() => !document.querySelector('[data-test=end-session]'))
  await page.goto(`${county.url}/me`)
  await page.waitForSelector('[data-test=sign-in]')
  for (const one of [page, keeper]) await one.context().close()
})

test('the auditor reads the trail, own messages and nothing else', LIMIT, async () => {
  const page = await open('shenjiyuan')
  await page.goto(`${county.url}/system/trail`)
  await page.waitForSelector('[data-test=trail-lines] tbody tr')
  assert.deepEqual([...new Set(await navigation(page))].sort(), ['messages', 'start', 'system'])
  await page.goto(county.url)
  await page.waitForSelector('h1')
  await page.context().close()
})

test('the county’s account administrator makes an account and gives it a role in the own county, never an administrator’s (English)', LIMIT, async () => {
  const page = await open('zhanghao', { language: 'en' })
  await page.goto(`${county.url}/people`)
  await page.click('[data-test=add-account]')
  await page.fill('[data-test=f-user]', 'cunwei2')
  await page.fill('[data-test=f-password]', 'Qz7!renvua-44')
  await page.fill('[data-test=f-region]', county.village)
  await page.click('[data-test=people-send]')
  await page.waitForSelector('[data-test=told]')
  await page.goto(`${county.url}/people/grants`)
  await page.click('[data-test=add-grant]')
  await page.waitForSelector('[data-test=f-role] option[value=village_clerk]', { state: 'attached' })
  assert.equal(await page.locator('[data-test=f-role] option[value=security_admin]').count(), 0)
  await page.fill('[data-test=f-user]', 'cunwei2')
  await page.selectOption('[data-test=f-role]', 'village_clerk')
  await page.fill('[data-test=f-region]', county.village)
  await page.click('[data-test=people-send]')
  await page.waitForSelector('[data-test=told]')
  await page.context().close()
})

test('no page wrote an error of its own', () => {
  assert.deepEqual(problems.filter((text) => !/status of (401|403|404)/.test(text)), [])
})
