/** What falls short and what is counted, as the desk shows it, against the real program. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHONE, useCounty } from './browser.mjs'

const { county, open, problems } = useCounty({ scale: 0.06 })
const texts = (page, selector) => page.locator(selector).allTextContents()

test('short boards stand by households concerned, one indicator at a time, and lead to the village', { timeout: 120_000 }, async () => {
  const page = await open('jingxin')
  await page.goto(`${county.url}/figures`)
  await page.selectOption('[data-test=short-programme]', 'huayuan-2019')
  await page.waitForSelector('[data-test=short-boards] tbody tr')
  const { short_boards } = await (await page.request.get(`${county.url}/api/programmes/huayuan-2019/short-boards?period=${await page.inputValue('[data-test=short-period]')}`)).json()
  const rows = await page.locator('[data-test=short-boards] tbody tr').count()
  assert.equal(rows, Math.min(200, short_boards.length))
  await page.selectOption('[data-test=short-indicator]', short_boards[0].indicator)
  assert.match(await page.textContent('[data-test=short-count]'), new RegExp(`^${short_boards.filter((one) => one.indicator === short_boards[0].indicator).length} 项`))
  await page.click('[data-test=short-boards] tbody tr a')
  await page.waitForURL(/\/village\/\d{12}$/)
  assert.deepEqual(problems, [])
  await page.context().close()
})

test('rows of a register are counted by two fields with a sum, and the total is that of the rows', { timeout: 120_000 }, async () => {
  const page = await open('jingxin', { language: 'en' })
  await page.goto(`${county.url}/figures/counts`)
  await page.selectOption('[data-test=counts-register]', 'household')
  const fields = await page.locator('[data-test=counts-by] option').evaluateAll((all) => all.map((one) => one.value))
  await page.selectOption('[data-test=counts-by]', fields.find((one) => one !== 'region'))
  await page.selectOption('[data-test=counts-then]', 'region')
  await page.waitForSelector('[data-test=counts] thead th:nth-child(2):has-text("Village")')
  const counted = (await texts(page, '[data-test=counts] tbody tr td:nth-child(3)')).map((text) => Number(text.replaceAll(',', '')))
  const total = Number((await page.textContent('[data-test=counts] tfoot td')).replaceAll(',', ''))
  assert.ok(total > 0)
  assert.equal(counted.reduce((sum, one) => sum + one, 0), total)
  assert.deepEqual(problems, [])
  await page.context().close()
})

test('units to watch stand the worst first as the server tells, on the desk and on a phone, in both languages', { timeout: 240_000 }, async () => {
  const told = await (await (await open('jingxin')).request.get(`${county.url}/api/attention`)).json()
  assert.ok(told.units.length >= 3 && told.units.some((one) => one.watched) && told.units.some((one) => !one.watched))
  for (const [language, size, watched] of [['zh', undefined, '重点盯办'], ['en', PHONE, 'Watched']]) {
    const page = await open('jingxin', { language, ...(size ? { size } : {}) })
    await page.goto(`${county.url}/figures/attention`)
    await page.waitForSelector('[data-test=attention] tbody tr')
    assert.deepEqual((await texts(page, '[data-test=attention] tbody td:nth-child(2)')).map(Number), told.units.map((one) => Number(one.score)))
    assert.deepEqual(
      await page.locator('[data-test=attention] tbody tr').evaluateAll((rows, word) => rows.map((row) => row.querySelector('th').textContent.includes(word)), watched),
      told.units.map((one) => one.watched),
    )
    assert.match((await texts(page, '[data-test=attention] tbody th')).join(' '), /县供电公司/, 'units bear their names')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.ok(overflow <= 0, `the page scrolls sideways by ${overflow} pixels`)
    if (language === 'zh') {
      await page.click('[data-test=attention] tbody tr:first-child a')
      await page.waitForURL(/\/ledgers\/task\?q=POWER$/)
      await page.waitForSelector(`text=已显示 ${told.units[0].tasks} / ${told.units[0].tasks} 条`)
    }
    await page.context().close()
  }
  assert.deepEqual(problems, [])
})
