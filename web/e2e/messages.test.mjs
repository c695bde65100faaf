/** The lead unit writes to a contact and an account, opts the contact out and sees the queue; the account has a bell and signs for what it got. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { test } from 'node:test'
import { OUT, PHONE, settled, useCounty } from './browser.mjs'
import { seriousFindings } from './desk.mjs'
import { COUNTY, program, signInAs } from './real.mjs'

const { county, open, problems } = useCounty({}, async () => {
  const lead = await signInAs(county.url, 'jingxin')
  for (const values of [
    { region: COUNTY, number: '1', level: 'township_leader', channel: 'sms', holder_name: '梁某某', address: '13900000061' },
    { region: COUNTY, number: '2', level: 'lead_unit', channel: 'email', holder_name: '田某', address: 'tian@example.org' },
  ]) assert.equal((await lead.put('/api/registers/contact/rows', { values })).status, 200)
  assert.equal((await lead.post('/api/evaluations')).status, 200)
})

const shot = async (page, name) => {
  await settled(page)
  assert.deepEqual(await seriousFindings(page), [], name)
  await page.screenshot({ path: `${OUT}messages-${name}.png` })
}

test('X_24 a message is written, listed, shown to its account and signed for', { timeout: 300_000 }, async () => {
  const page = await open('jingxin')
  await page.goto(`${county.url}/messages/contacts`)
  await page.locator('[data-test=contacts] tbody tr').nth(1).waitFor()
  assert.equal((await page.content()).includes('13900000061'), false)
  await page.locator('[data-test=contacts] tbody input').first().check()
  await shot(page, 'contacts')
  await page.locator('[data-test=write]').click()
  await page.locator('[data-test=message-users]').fill('zhenban，zhenzhang')
  await page.locator('[data-test=message-title]').fill('周例会')
  await page.locator('[data-test=message-text]').fill('明天上午九点开周例会。\n请带上周的进度。')
  await shot(page, 'write')
  await page.locator('[data-test=send]').click()
  await page.getByText('已交给 3 名接收人').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[data-test^=opt-]').first().click()
  await page.locator('[data-test=contacts]').getByText('已退订').waitFor()
  await page.locator('[data-test=tab-queue]').click()
  await page.locator('[data-test=queue] tbody tr').first().waitFor()
  await shot(page, 'queue')
  await page.locator('[data-test=state-opted_out]').click()
  await page.locator('[data-test=queue]').getByText('周例会', { exact: true }).waitFor()
  await page.locator('[data-test=tab-replies]').click()
  await page.getByText('还没有回复').waitFor()
  assert.deepEqual(problems, [])
  await page.context().close()
})

/** A group's robot that takes what it is sent and never answers. */
async function silentRobot() {
  const taken = []
  const server = http.createServer((request) => {
    taken.push(request.headers['x-wanjia-message'])
    request.resume().on('end', () => request.socket.destroy())
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { taken, address: `http://127.0.0.1:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close() } }
}

/** One round of the sender, at any hour. */
async function sendDue(more = {}) {
  const settings = `${OUT}messages-settings.json`
  rmSync(settings, { force: true })
  writeFileSync(settings, JSON.stringify({ webhook: { secret: 'letters-and-digits' }, quiet: [0, 0], ...more }), { mode: 0o600 })
  const child = spawn(program(), ['messages', 'send', '--data', county.data, '--settings', settings], { stdio: 'ignore' })
  await new Promise((resolve) => child.on('exit', resolve))
}

test('X_24 a message that got no answer is not sent again by itself; who may publish decides', { timeout: 200_000 }, async (context) => {
  const robot = await silentRobot()
  context.after(robot.close)
  const lead = await signInAs(county.url, 'jingxin')
  assert.equal((await lead.put('/api/registers/contact/rows', { values: { region: COUNTY, number: '3', level: 'lead_unit', channel: 'webhook', holder_name: '工作群', address: robot.address } })).status, 200)
  for (const title of ['停电通知', '恢复供电'])
    assert.equal((await lead.post('/api/messages', { title, text: '详见台账。', contacts: [{ region: COUNTY, number: 3 }] })).status, 200)
  await sendDue()
  const page = await open('jingxin')
  await page.goto(`${county.url}/messages/queue`)
  await page.locator('[data-test=state-unknown]').click()
  await page.locator('[data-test=settle]').nth(1).waitFor()
  await shot(page, 'unknown')
  // Reminders went the same way: each was asked of the robot once.
  const open_questions = await page.locator('[data-test=settle]').count()
  const asked = robot.taken.length
  assert.equal(new Set(robot.taken).size, asked)
  await sendDue()
  assert.equal(robot.taken.length, asked)
  const left = (count) => page.waitForFunction((wanted) => document.querySelectorAll('[data-test=settle]').length === wanted, count)
  await page.locator('[data-test=settle]').first().click()
  await left(open_questions - 1)
  await page.locator('[data-test=again]').first().click()
  await left(open_questions - 2)
  await sendDue()
  assert.equal(robot.taken.length, asked + 1)
  assert.deepEqual(problems, [])
  await page.context().close()
})

test('X_24 a request of many without an answer is decided as a whole, with its number confirmed', { timeout: 200_000 }, async (context) => {
  const gateway = await silentRobot()
  context.after(gateway.close)
  const lead = await signInAs(county.url, 'jingxin')
  const numbers = [11, 12, 13, 14, 15]
  for (const number of numbers)
    assert.equal((await lead.put('/api/registers/contact/rows', { values: { region: COUNTY, number: String(number), level: 'village_clerk', channel: 'sms', holder_name: '石某', address: `139000000${number}` } })).status, 200)
  for (const title of ['汛期值班', '线路检修'])
    assert.equal((await lead.post('/api/messages', { title, text: `${title}，请接到后回复。`, contacts: numbers.map((number) => ({ region: COUNTY, number })) })).status, 200)
  const sms = { url: gateway.address.replace(/\/$/, ''), ec_name: '单位', ap_id: 'a', secret_key: 'k', sign: 's' }
  await sendDue({ sms })
  const page = await open('jingxin')
  await page.goto(`${county.url}/messages/queue`)
  const line = (title) => page.locator('[data-test=open-requests] li', { hasText: `${title}　5 条` })
  await line('汛期值班').waitFor()
  await shot(page, 'open-requests')
  const decide = async (title, what) => {
    await line(title).locator(`[data-test=${what}]`).click()
    await page.locator('.el-message-box').getByText(`“${title}”共 5 条`).waitFor()
    await shot(page, what)
    await page.locator('.el-message-box .el-button--primary').click()
    await line(title).waitFor({ state: 'detached' })
  }
  await decide('汛期值班', 'again-all')
  await decide('线路检修', 'settle-all')
  const asked = gateway.taken.length
  await sendDue({ sms })
  assert.equal(gateway.taken.length, asked + 1)
  assert.equal(new Set(gateway.taken).size, asked, 'the request that went once more is the one that was decided so')
  // What went once more has no answer either; the command line decides the rest.
  const decideAll = (...more) => spawnSync(program(), ['messages', 'decide-all', 'settle', '--data', county.data, '--channel', 'sms', '--json', ...more], { encoding: 'utf8' })
  const before = decideAll()
  assert.equal(before.status, 1, before.stderr)
  const open_now = JSON.parse(before.stdout).count
  assert.ok(open_now >= 5)
  assert.equal(decideAll('--count', String(open_now + 1)).status, 3, 'another number than there are decides nothing')
  assert.equal(JSON.parse(decideAll().stdout).count, open_now)
  const done = decideAll('--count', String(open_now))
  assert.equal(done.status, 0, done.stderr)
  const after = decideAll()
  assert.deepEqual([after.status, JSON.parse(after.stdout).count], [0, 0])
  await sendDue({ sms })
  assert.equal(gateway.taken.length, asked + 1)
  assert.deepEqual(problems, [])
  await page.context().close()
})

test('X_05 slips and notes wait behind the bell until they are signed for', { timeout: 300_000 }, async () => {
  const page = await open('zhenban', { language: 'en', theme: 'dark' })
  await page.goto(county.url)
  await page.locator('[data-test=bell]').click()
  await page.locator('[data-test=inbox] li').first().waitFor()
  await page.locator('[data-test=inbox]').getByText('明天上午九点开周例会。 请带上周的进度。').waitFor()
  await shot(page, 'inbox-en-dark')
  await page.locator('[data-test^=read-w]').first().click()
  await page.locator('[data-test=inbox]').getByText(/^read 20/).waitFor()
  await page.goto(`${county.url}/messages/queue`)
  await page.getByText('No such messages').or(page.locator('[data-test=queue]')).first().waitFor()
  assert.equal(await page.locator('[data-test=write]').count(), 0)
  await page.context().close()

  const phone = await open('zhenzhang', { size: PHONE })
  await phone.goto(`${county.url}/messages`)
  await phone.locator('[data-test=inbox] li').first().waitFor()
  await shot(phone, 'inbox-phone')
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await phone.locator('[data-test=read-all]').click()
  await phone.locator('[data-test=read-all]').waitFor({ state: 'detached' })
  await phone.context().close()
  const dark = await open('jingxin', { theme: 'dark', language: 'en' })
  await dark.goto(`${county.url}/messages/queue`)
  await dark.locator('[data-test=queue] tbody tr').first().waitFor()
  await shot(dark, 'queue-en-dark')
  await dark.context().close()
  assert.deepEqual(problems, [])
})
