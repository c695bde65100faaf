/** The power company looks for what lies under its lines; what is found stands in the ledger and on the map. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, useCounty } from './browser.mjs'

const { county, open, problems } = useCounty({ entries: false })

test('X_19 a search opens a candidate for each crossing once', async () => {
  const page = await open('gongdian')
  await page.goto(`${county.url}/ledgers/crossing`)
  const said = page.locator('[data-test=crossings-said]')
  await page.locator('[data-test=find-crossings]').click()
  await page.waitForFunction(() => /新增待确认[1-9]/.test(document.querySelector('[data-test="crossings-said"]')?.textContent ?? ''))
  const found = Number(/新增待确认(\d+)件/.exec(await said.textContent())[1])
  await page.locator('a.name', { hasText: /^KY-/ }).first().waitFor()
  await page.screenshot({ path: `${OUT}crossings.png` })
  await page.locator('[data-test=find-crossings]').click()
  await page.waitForFunction((count) => document.querySelector('[data-test="crossings-said"]')?.textContent.includes(`新增待确认0件，此前已有${count}件`), found)
  await page.locator('a.name', { hasText: /^KY-/ }).first().click()
  await page.getByText('要求净距').first().waitFor()
  await page.screenshot({ path: `${OUT}crossing-entry.png` })
  assert.deepEqual(problems, [])
})

test('X_19 who may not open crossings is not offered the search', async () => {
  const page = await open('shenjiyuan')
  await page.goto(`${county.url}/ledgers/crossing`)
  await page.locator('[data-test=title]').waitFor()
  assert.equal(await page.locator('[data-test=find-crossings]').count(), 0)
})
