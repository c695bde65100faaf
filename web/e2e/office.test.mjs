/**
 * The office's main jobs clicked through in a real browser against the real program: a leader looks and approves, the county bureau tries
 * a rule, the power company works its tasks, an operator sees its own, the security administrator gives roles, the auditor proves the trail.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFile } from 'node:fs/promises'
import { has, OUT, settled, useCounty } from './browser.mjs'
import { fillField, overflow } from './desk.mjs'
import { signInAs } from './real.mjs'

const { county, open, problems } = useCounty({ scale: 0.06 })
const person = (user) => signInAs(county.url, user)
const taskOf = async (content) => {
  const lead = await person('jingxin')
  const { json } = await lead.get('/api/ledgers/task/entries?limit=500')
  return json.entries.map((entry) => entry.values).find((values) => values.content.includes(content))
}

/** A card taken, carried over a column and let go. */
async function drag(page, from, to) {
  const dataTransfer = await page.evaluateHandle(() => new DataTransfer())
  await page.dispatchEvent(from, 'dragstart', { dataTransfer })
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent(to, type, { dataTransfer })
  await page.dispatchEvent(from, 'dragend', { dataTransfer })
}

test('X_21 a card dragged where its step leads moves, and where none leads is refused in a sentence', { timeout: 120_000 }, async () => {
  const { number } = await taskOf('统计信号盲区')
  const page = await open('jingxin')
  await page.goto(`${county.url}/board/task`)
  await has(page, `card-${number}`)
  await drag(page, `[data-test="card-${number}"]`, '[data-state=closed]')
  assert.match(await page.textContent('[data-test=refusal]'), /没有从“草拟”直接到“已办结”的环节/)
  await drag(page, `[data-test="card-${number}"]`, '[data-state=pending]')
  await has(page, 'step-form')
  await page.fill('[data-test=field-unit]', 'POWER')
  await page.click('[data-test=send-step]')
  await page.waitForSelector(`[data-state=pending] [data-test="card-${number}"]`, { timeout: 20_000 })
  await page.context().close()
})

test('N_21 a leader approves from the keyboard alone', { timeout: 120_000 }, async () => {
  const { number } = await taskOf('村级电力安全宣传')
  const page = await open('zuzhang')
  await page.goto(`${county.url}/board/task`)
  await (await has(page, `card-${number}`)).focus()
  await page.keyboard.press('Enter')
  await has(page, 'step-approve')
  await page.focus('[data-test=step-approve]')
  await page.keyboard.press('Enter')
  await page.focus('[data-test=send-step]')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`[data-state=assigned] [data-test="card-${number}"]`, { timeout: 20_000 })
  await page.context().close()
})

test('C_57 the power company re-plans on the Gantt chart by a request that another person decides', { timeout: 120_000 }, async () => {
  const { number, due_on: due } = await taskOf('安装漏电保护器')
  const page = await open('gongdian')
  await page.goto(`${county.url}/board/task?view=plan`)
  const handle = await has(page, `handle-${number}`)
  const box = await handle.boundingBox()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + 70, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await has(page, 'replan-form')
  const wanted = await page.inputValue('[data-test=replan-day]')
  assert.ok(wanted > due, `${wanted} is not after ${due}`)
  await page.fill('[data-test=replan-reason]', '汛期无法施工')
  await page.click('[data-test=replan-send]')
  await page.waitForSelector('[data-test=replan-form]', { state: 'detached' })
  const asked = await taskOf('安装漏电保护器')
  assert.deepEqual([asked.request, asked.request_value, asked.due_on], ['extend', wanted, due])
  await page.context().close()
})

test('a new task is asked in the dialog for what its ledger says, and opened with it', { timeout: 120_000 }, async () => {
  const { ledgers } = (await (await person('jingxin')).get('/api/ledgers')).json
  const { asks, must_set: must } = ledgers.find((one) => one.name === 'task').open
  const page = await open('jingxin')
  await page.goto(`${county.url}/tasks`)
  await (await has(page, 'open-new')).click()
  await has(page, 'open-form')
  await page.click('[data-test=open-form] summary')
  const asked = await page.locator('[data-test=open-form] [data-field]').evaluateAll((all) => all.map((one) => one.dataset.field))
  assert.deepEqual([...asked].sort(), [...new Set(['region', 'unit', 'due_on', ...asks, ...must])].sort())
  await settled(page)
  await page.screenshot({ path: `${OUT}open-dialog.png` })
  assert.ok((await overflow(page)) <= 0)
  const content = '核对村级光缆资源台账'
  for (const [name, value] of [['programme', 'huayuan-2019'], ['list', 'key_task'], ['content', content]]) await fillField(page, name, value)
  await page.click('[data-test=open-send]')
  await page.waitForSelector('[data-test=open-form]', { state: 'hidden', timeout: 20_000 })
  assert.equal((await taskOf(content)).state, 'draft')
  await page.context().close()
})

test('an operator signs for its task and sees no other operator’s', { timeout: 120_000 }, async () => {
  const page = await open('dianxin')
  await page.goto(`${county.url}/tasks`)
  await has(page, 'tasks')
  const nav = await page.textContent('nav')
  assert.doesNotMatch(nav, /人员|方案/)
  await page.goto(`${county.url}/tasks/notice_receipt`)
  await page.waitForSelector('[data-test=tasks], [data-test=empty]')
  await page.context().close()
})

test('X_08 the county bureau tries what other figures and another rule would do, and nothing changes', { timeout: 180_000 }, async () => {
  const lead = await person('jingxin')
  const before = (await lead.get('/api/programmes/huayuan-2019/score')).json
  const page = await open('jingxin')
  await page.goto(`${county.url}/p/huayuan-2019/${before.period}/village/${before.villages[0].region}`)
  await has(page, 'what-if')
  await page.fill('[data-test=if-phone_rate]', '1')
  await page.click('[data-test=what-if-send]')
  assert.match(await (await has(page, 'what-if-result')).textContent(), new RegExp(`${before.villages[0].display} → `))
  await page.goto(`${county.url}/programmes/huayuan-2019`)
  await has(page, 'versions')
  await page.waitForFunction(() => document.querySelector('[data-test=yaml]')?.value.includes('programme:'))
  const yaml = await page.inputValue('[data-test=yaml]')
  await page.fill('[data-test=yaml]', yaml.replace('issuer:', 'isuer:'))
  await page.click('[data-test=check]')
  assert.match(await (await has(page, 'problems')).textContent(), /第 \d+ 行/)
  await page.fill('[data-test=yaml]', yaml.replace(/\nversion: \d+\n/, '\nversion: 99\n').replace('pass: 80', 'pass: 99'))
  await page.click('[data-test=preview]')
  await has(page, 'preview-result')
  const after = (await lead.get('/api/programmes/huayuan-2019/score')).json
  assert.deepEqual(after, before)
  await page.context().close()
})

test('the security administrator gives a role and takes it away; the system administrator makes the account', { timeout: 120_000 }, async () => {
  const system = await open('xitong')
  await system.goto(`${county.url}/people`)
  await (await has(system, 'add-account')).click()
  await has(system, 'people-form')
  await system.fill('[data-test=f-user]', 'xinren')
  await system.fill('[data-test=f-password]', 'Hb5!qweuZs-29')
  await system.fill('[data-test=f-region]', '433124000000')
  await system.click('[data-test=people-send]')
  await has(system, 'told')
  await system.context().close()
  const security = await open('anquan')
  await security.goto(`${county.url}/people/grants`)
  await (await has(security, 'add-grant')).click()
  await has(security, 'people-form')
  await security.fill('[data-test=f-user]', 'xinren')
  await security.waitForSelector('[data-test=f-role] option[value=county_department]', { state: 'attached' })
  await security.selectOption('[data-test=f-role]', 'county_department')
  await security.fill('[data-test=f-region]', '433124000000')
  await security.click('[data-test=people-send]')
  await has(security, 'told')
  const keeper = await person('anquan')
  const held = async () => (await keeper.get('/api/grants')).json.grants.filter((grant) => grant.user === 'xinren')
  const [grant] = await held()
  assert.equal(grant.role, 'county_department')
  await (await has(security, `revoke-${grant.grant}`)).click()
  await security.waitForSelector(`[data-test="revoke-${grant.grant}"]`, { state: 'detached', timeout: 20_000 })
  assert.deepEqual(await held(), [])
  await security.context().close()
})

test('X_27 the audit administrator verifies the trail and takes home a proof of one entry', { timeout: 120_000 }, async () => {
  const page = await open('shenji')
  await page.goto(`${county.url}/system/trail`)
  await page.waitForSelector('[data-test=trail-lines] tbody tr')
  await page.click('[data-test=verify]')
  assert.match(await (await has(page, 'verified')).textContent(), /完好/)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=trail-lines] tbody tr:first-child .link')])
  const proof = JSON.parse(await readFile(await download.path(), 'utf8'))
  assert.ok(proof.line.startsWith(`${proof.sequence}\t`) && proof.index === proof.sequence - 1)
  await page.context().close()
})

test('a second factor is turned on with the secret that the picture holds', { timeout: 120_000 }, async () => {
  const { createHmac } = await import('node:crypto')
  const page = await open('kaohe')
  await page.goto(`${county.url}/me`)
  await (await has(page, 'totp-begin')).click()
  await has(page, 'qr')
  const secret = (await page.textContent('[data-test=secret]')).replaceAll(' ', '')
  const bits = [...secret].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(count).digest()
  const code = String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
  await page.fill('[data-test=totp-code]', code)
  const { PASSWORD } = await import('./real.mjs')
  await page.fill('[data-test=totp-password]', PASSWORD)
  await page.click('[data-test=totp-send]')
  assert.match(await (await has(page, 'told')).textContent(), /已启用/)
  await page.context().close()
})

test('no page logged an error of its own', () => {
  assert.deepEqual(problems.filter((text) => !/status of (403|409)/.test(text)), [])
})
