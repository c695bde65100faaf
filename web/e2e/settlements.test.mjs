/** The lead unit computes the county's settlements, corrects them and sees that corrections last; whoever only reads is offered neither. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, settled, useCounty } from './browser.mjs'
import { seriousFindings } from './desk.mjs'

const { county, open, problems } = useCounty({ entries: false })

const said = (page, pattern) => page.waitForFunction((text) => new RegExp(text).test(document.querySelector('[data-test=said]')?.textContent ?? ''), pattern)

test('C_18 settlements are run, corrected, run again and compared on the page', { timeout: 200_000 }, async () => {
  const page = await open('jingxin')
  await page.goto(`${county.url}/settlements`)
  await page.getByText('还没有测算过聚居点').waitFor()
  await page.locator('[data-test=run]').click()
  await said(page, '第 1 次测算')
  const rows = page.locator('[data-test=settlements] tbody tr')
  await rows.first().waitFor()
  const count = await rows.count()
  assert.ok(count > 2)
  await settled(page)
  assert.deepEqual(await seriousFindings(page), [])
  await page.screenshot({ path: `${OUT}settlements.png` })

  await page.locator('[data-test^=open-]').first().focus()
  await page.keyboard.press('Enter')
  await page.locator('[data-test=settlement] [data-test=other]').waitFor()
  await page.locator('[data-test=settlement] [data-test=reason]').fill('同一自然村')
  await page.locator('[data-test=settlement] [data-test=other]').fill(await page.locator('[data-test^=open-]').nth(1).textContent())
  await page.locator('[data-test=settlement] [data-test=merge]').click()
  await page.getByText('已更正。').waitFor()
  for (const box of await page.locator('[data-test=settlement] input[type=checkbox]').all().then((all) => all.slice(0, 3))) await box.check()
  await page.locator('[data-test=settlement] [data-test=split]').click()
  await page.waitForFunction((wanted) => document.querySelectorAll('[data-test=settlements] tbody tr').length === wanted, count)
  assert.deepEqual(await seriousFindings(page), [])
  await page.screenshot({ path: `${OUT}settlement.png` })
  await page.keyboard.press('Escape')

  await page.locator('[data-test=preset]').selectOption('ganzhou')
  await page.locator('[data-test=run]').click()
  await said(page, '第 2 次测算')
  await page.locator('[data-test=tab-corrections]').click()
  assert.equal(await page.locator('[data-test=corrections] tbody tr').count(), 2)
  await page.locator('[data-test=tab-runs]').click()
  await page.locator('[data-test=counts]').waitFor()
  assert.equal(await page.locator('[data-test=runs] tbody tr').count(), 2)
  await settled(page)
  assert.deepEqual(await seriousFindings(page), [])
  await page.screenshot({ path: `${OUT}settlement-runs.png` })

  await page.locator('[data-test=tab-corrections]').click()
  await page.locator('[data-test^=withdraw-]').last().click()
  await page.waitForFunction(() => document.querySelectorAll('[data-test=corrections] tbody tr').length === 1)
  assert.deepEqual(problems, [])
})

test('C_18 whoever only reads is offered no run and no correction', async () => {
  const page = await open('zhenzhang')
  await page.goto(`${county.url}/settlements`)
  await page.locator('[data-test^=open-]').first().click()
  await page.locator('[data-test=settlement]').waitFor()
  assert.equal(await page.locator('[data-test=run], [data-test=confirm], [data-test=settlement] input').count(), 0)
})
