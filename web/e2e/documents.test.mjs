/** A document from draft to an approved correction, in a real browser against the real program. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { has, useCounty } from './browser.mjs'

const { county, open, problems } = useCounty({ scale: 0.06 })
const at = () => `${county.url}/documents/R-27?programme=huayuan-2019&period=2019-06`

async function act(page, name) {
  await (await has(page, `document-${name}`)).click()
  await has(page, 'document-form')
  if (name === 'correct') await page.fill('[data-test=document-reason]', '用户数更正')
  await page.click('[data-test=document-send]')
}

test('X_13 a draft is frozen by one person, approved by another, corrected, compared and downloaded', { timeout: 180_000 }, async () => {
  const lead = await open('jingxin')
  await lead.goto(at())
  await has(lead, 'paper', '排名')
  await has(lead, 'document-facts', '草稿')
  await act(lead, 'freeze')
  await has(lead, 'document-facts', '固化')
  await act(lead, 'approve')
  await has(lead, 'document-form', '须由另一人审定')
  problems.splice(0) // the browser says of every refusal that it was one

  const chief = await open('zuzhang')
  await chief.goto(at())
  await act(chief, 'approve')
  await has(chief, 'document-facts', '1号')
  await has(chief, 'paper', '1号')
  await act(chief, 'correct')
  await has(chief, 'document-facts', '用户数更正')
  await chief.click('[data-test=document-changes]')
  await chief.waitForSelector('.el-dialog:has-text("没有差异")')
  await chief.keyboard.press('Escape')
  const [file] = await Promise.all([chief.waitForEvent('download'), chief.click('[data-test=document-download]')])
  assert.match(file.suggestedFilename(), /^R-27 .*\.(docx|xlsx)$/)
  await lead.context().close()
  await chief.context().close()
})

test('X_13 who may not issue documents sees them without the buttons', { timeout: 60_000 }, async () => {
  const page = await open('zhenban')
  await page.goto(at())
  await has(page, 'paper')
  assert.equal(await page.locator('[data-test=document-freeze], [data-test=document-approve], [data-test=document-correct]').count(), 0)
  assert.deepEqual(problems, [])
  await page.context().close()
})
