/** A year at the desk, clicked through in the real program by the people whose turn it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, useCounty } from './browser.mjs'
import { fillField, openByForm, stepsTo, takeStep } from './desk.mjs'
import { day, signInAs } from './real.mjs'

const LIMIT = { timeout: 240_000 }
const { county, open, problems } = useCounty()
const pages = new Map()

/** The page of one person, kept for the whole year. */
async function as(user) {
  if (!pages.has(user)) pages.set(user, await open(user))
  return pages.get(user)
}
async function at(user, ledger, number) {
  const page = await as(user)
  await page.goto(`${county.url}/ledgers/${ledger}/entries/${encodeURIComponent(number)}`)
  await page.waitForSelector('[data-test=state]')
  return page
}

test('a household without power is declared, connected, verified by another unit, closed, and reopened when it relapses', LIMIT, async () => {
  const number = await openByForm(await as('cunwei'), county.url, 'no_power_case', { cause: 'split', head: '龙大爷', members: '3' })
  assert.match(number, /^\d{4}-\d{9}-\d{3}$/)
  await stepsTo(await at('zhenzhang', 'no_power_case', number), 'check', '乡镇审核', { values: { safety_conclusion: 'fit' } })
  const classified = { branch: 'connect', unit: '供电公司', due_on: day(15) }
  await stepsTo(await at('jingxin', 'no_power_case', number), 'classify', '县级核定', { values: classified })
  const power = await at('gongdian', 'no_power_case', number)
  await stepsTo(power, 'plan', '方案', { values: { plan: '新立电杆2基，接户线80米' } })
  await stepsTo(power, 'start_work', '实施')
  await takeStep(power, 'accept', { values: { powered_on: day(0) } })
  await power.waitForSelector('[data-test=error]')
  assert.match(await power.textContent('[data-test=error]'), /通电日期和表号/)
  await power.goto(power.url())
  await stepsTo(power, 'accept', '验收', { values: { powered_on: day(0), meter_number: 'M-77', protector: 'yes' }, file: '通电照片' })
  assert.equal(await power.locator('[data-test=step-close]').count(), 0)
  await stepsTo(await at('jingxin', 'no_power_case', number), 'close', '已销号')
  const inspector = await at('ducha', 'no_power_case', number)
  await stepsTo(inspector, 'reopen', '县级核定', { note: '现场复查，该户又断电' })
  await inspector.screenshot({ path: `${OUT}entry-reopened.png`, fullPage: true })
  assert.match(await inspector.textContent('[data-test=history]'), /现场复查，该户又断电/)
})

test('a rectification notice that is refused passes to the village and ends with a passed re-check', LIMIT, async () => {
  const ledger = 'rectification_notice'
  const page = await as('gongdian')
  const number = await openByForm(page, county.url, ledger, { region: county.village, unit: '供电公司', customer_number: '0312004417', inspected_on: day(0), inspector_1: '用电检查员', inspector_2: '台区经理', items: '表后线老化裸露', item_count: '1', level: 'general', requirement: '更换表后线' })
  await stepsTo(page, 'deliver', '已送达', { values: { delivery: 'in_person', delivered_on: day(0), signature_refused: 'yes', witness: '村网格员' }, file: '送达回执' })
  await stepsTo(page, 'refuse', '拒不整改', { values: { refused_in_writing: 'yes' }, note: '用户书面拒绝整改' })
  await stepsTo(page, 'transfer', '移交村（居）督促', { values: { unit: '村民委员会' } })
  const village = await at('cunwei', ledger, number)
  await stepsTo(village, 'urge', '已督促', { values: { urging: '村委会两次上门，用户同意更换' } })
  await stepsTo(village, 'rectified', '报整改完成', { file: '整改后照片' })
  await stepsTo(await at('gongdian', ledger, number), 'recheck_passed', '复查合格')
})

test('a monthly report handed in after its day is late and stays late', LIMIT, async () => {
  const lead = await signInAs(county.url, 'jingxin')
  const opened = await lead.post('/api/ledgers/report_duty/entries', { values: { region: county.county, kind: 'operator_month', unit: 'TELECOM', period: '2026-05', due_on: day(-3) } })
  assert.equal(opened.status, 200, JSON.stringify(opened.json))
  const page = await at('dianxin', 'report_duty', opened.json.number)
  assert.match(await page.textContent('.facts'), /超期/)
  await stepsTo(page, 'submit', '已报', { values: { progress: '本月新增用户 120 户' }, file: '签章报表' })
  assert.match(await page.textContent('[data-test=history]'), /逾期办理/)
})

test('a task is planned anew as its unit asks and the leading group grants', LIMIT, async () => {
  // A fifth of a ledger may be extended: there are others beside the one that asks.
  const lead = await signInAs(county.url, 'jingxin')
  for (let i = 0; i < 5; i += 1) await lead.post('/api/ledgers/task/entries', { values: { region: county.county, unit: 'POWER', programme: 'chengkou-2020', list: 'key_task', content: `其他任务${i}` } })
  const page = await as('jingxin')
  const number = await openByForm(page, county.url, 'task', { region: '花垣县', programme: 'chengkou-2020', list: 'key_task', content: '改造李家湾台区' })
  await stepsTo(page, 'submit', '待审批', { values: { unit: '供电公司', due_on: day(20) } })
  await stepsTo(await at('zuzhang', 'task', number), 'approve', '已交办')
  const power = await at('gongdian', 'task', number)
  await stepsTo(power, 'sign', '已签收')
  await stepsTo(power, 'start', '进行中', { values: { accountable: '生技部主任' } })
  await power.click('[data-test=ask-extend]')
  await power.fill('[data-test=ask-value]', day(40))
  await power.fill('[data-test=ask-reason]', '汛期道路中断')
  await power.click('[data-test=ask-send]')
  await power.waitForSelector('text=有一项申请待审批')
  const leader = await at('zuzhang', 'task', number)
  await leader.click('[data-test=grant]')
  await leader.waitForFunction((due) => document.querySelector('.facts').textContent.includes(due), day(40))
})

test('two people at the same step are shown what the other one wrote, field by field', LIMIT, async () => {
  const clerk = await signInAs(county.url, 'zhenzhang')
  const opened = await clerk.post('/api/ledgers/no_power_case/entries', { values: { region: county.village, found_on: day(-1), cause: 'remote' } })
  const number = opened.json.number
  await stepsTo(await at('zhenzhang', 'no_power_case', number), 'check', '乡镇审核', { values: { safety_conclusion: 'fit' } })
  const page = await at('jingxin', 'no_power_case', number)
  await page.click('[data-test=step-classify]')
  await fillField(page, 'branch', 'township')
  await fillField(page, 'unit', '镇人民政府')
  await fillField(page, 'due_on', day(30))
  const other = await signInAs(county.url, 'jingxin')
  const { version } = (await other.get(`/api/ledgers/no_power_case/entries/${number}`)).json
  const first = await other.post(`/api/ledgers/no_power_case/entries/${number}/steps`, { step: 'classify', seen: version, values: { branch: 'connect', unit: 'POWER', due_on: day(15) }, note: '', evidence: [] })
  assert.equal(first.status, 200, JSON.stringify(first.json))
  await page.waitForSelector('[data-test=moved-on]')
  await page.click('[data-test=step-send]')
  await page.waitForSelector('[data-test=conflict]')
  assert.match(await page.textContent('[data-test=conflict]'), new RegExp(`${day(15)}[^]*${day(30)}`))
  await page.screenshot({ path: `${OUT}conflict.png` })
})

test('no page wrote an error or asked for anything the policy refuses', () => {
  assert.deepEqual(problems.filter((text) => !/status of 4\d\d/.test(text)), [])
})
