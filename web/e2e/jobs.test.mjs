/** A long import says on its page how far it is, and the page of the system shows it to whoever keeps the installation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, useCounty } from './browser.mjs'
import { seriousFindings } from './desk.mjs'

const { county, open, problems } = useCounty({ entries: false })

test('an import of 150,000 rows says how many have been read, here and on the page of the system', { timeout: 200_000 }, async () => {
  const rows = Array.from({ length: 150_000 }, (_, at) => `${county.village},J${at + 1},1组,户主${at},3`)
  const page = await open('jingxin')
  await page.goto(`${county.url}/import`)
  await page.selectOption('[data-test=import-register]', 'household')
  await page.setInputFiles('[data-test=file]', { name: '户册.csv', mimeType: 'text/csv', buffer: Buffer.from(`村代码,户编号,村民小组,户主姓名,常住人口\n${rows.join('\n')}\n`) })
  await page.waitForSelector('[data-test=preview]', { timeout: 60_000 })
  const keeper = await open('jingxin')
  await keeper.goto(`${county.url}/system`)
  await keeper.waitForSelector('[data-test=jobs]')
  await page.click('[data-test=import-start]')
  const [own, shown] = await Promise.all([
    page.waitForFunction(() => /正在读取 \d{1,3}(,\d{3})+／150,000/.exec(document.querySelector('[data-test=job]')?.textContent ?? '')?.[0], null, { polling: 50 }),
    keeper.waitForFunction(() => /导入.*正在读取 \d/.exec(document.querySelector('[data-test=jobs] tbody')?.textContent ?? '')?.[0], null, { polling: 50 }),
  ])
  await keeper.screenshot({ path: `${OUT}jobs-system.png` })
  await page.screenshot({ path: `${OUT}jobs-import.png` })
  assert.deepEqual(await seriousFindings(keeper), [])
  assert.match(await own.jsonValue(), /正在读取/)
  assert.match(await shown.jsonValue(), /导入/)
  await page.waitForSelector('[data-test=import-result]', { timeout: 60_000 })
  assert.equal(await page.textContent('[data-test=count-imported]'), '150,000')
  await keeper.getByText('现在没有正在执行的操作。').waitFor()
  assert.deepEqual(problems, [])
})
