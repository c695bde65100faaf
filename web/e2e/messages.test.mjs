/** The lead unit writes to a contact and an account, opts the contact out and sees the queue; the account has a bell and signs for what it got. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, PHONE, settled, useCounty } from './browser.mjs'
import { seriousFindings } from './desk.mjs'
import { COUNTY, signInAs } from './real.mjs'

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
