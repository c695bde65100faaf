/**
 * One loop of the year clicked through by those whose turn it is, each from the sign-in page: a household without power is found, handed out,
 * connected, proved and closed; figures come in, are repaired on the page and scored; the month is sealed, the bulletin approved by another
 * person; the assessment office reads the ranking down to its rows, and everybody's first page begins anew from there.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DESK, has, OUT, useCounty, watchPage } from './browser.mjs'
import { openByForm, stepsTo } from './desk.mjs'
import { day, PASSWORD } from './real.mjs'

const { county, problems } = useCounty()
const LIMIT = { timeout: 240_000 }
const PROGRAMME = 'huayuan-2019'
let number, period, village

/** Somebody opens the address, says who he is, and works until he signs out again. */
async function working(user, work) {
  const context = await county.browser.newContext({ viewport: DESK, locale: 'zh-CN', acceptDownloads: true })
  context.setDefaultTimeout(30_000)
  const page = await watchPage(await context.newPage(), problems)
  await page.goto(county.url)
  await page.fill('[data-test=user]', user)
  await page.fill('[data-test=password]', PASSWORD)
  await page.click('[data-test=sign-in]')
  await page.waitForSelector('[data-test=account]')
  await page.waitForSelector('h1:has-text("您好")')
  await work(page)
  await page.click('[data-test=account]')
  await page.click('[data-test=sign-out]')
  await page.waitForSelector('[data-test=sign-in]')
  await context.close()
}
/** The entry from the list of what waits for him, where it is among the nearest; else from its ledger. */
async function takeUp(page) {
  const nearest = page.locator('[data-test=list-turn] a', { hasText: number })
  await page.waitForSelector('[data-test=start-turn]')
  await page.waitForFunction(() => /\d/.test(document.querySelector('[data-test=start-turn]').textContent))
  if (await nearest.count()) await nearest.click()
  else {
    await page.click('[data-test=nav-ledgers]')
    await page.goto(`${county.url}/ledgers/no_power_case?q=${number}`)
    await page.locator('[data-test=table] a.name', { hasText: number }).first().click()
  }
  await page.waitForSelector('[data-test=state]')
}
const totalOf = (page, region) => page.locator(`[data-test=ranking] tr:has(a[data-region="${region}"]) b`).first().textContent()

test('found: the village clerk declares a household without power', LIMIT, () => working('cunwei', async (page) => {
  number = await openByForm(page, county.url, 'no_power_case', { cause: 'split', head: '石大爷', members: '4' })
  assert.match(number, /^\d{4}-\d{9}-\d{3}$/)
}))

test('handed out: the township checks, the bureau names the power company', LIMIT, async () => {
  await working('zhenzhang', async (page) => {
    await takeUp(page)
    await stepsTo(page, 'check', '乡镇审核', { values: { safety_conclusion: 'fit' } })
  })
  await working('jingxin', async (page) => {
    await takeUp(page)
    await stepsTo(page, 'classify', '县级核定', { values: { branch: 'connect', unit: '供电公司', due_on: day(15) } })
  })
})

test('fixed and proved: the power company connects it and shows a photo, the bureau closes it', LIMIT, async () => {
  await working('gongdian', async (page) => {
    await takeUp(page)
    await stepsTo(page, 'plan', '方案', { values: { plan: '新立电杆1基，接户线60米' } })
    await stepsTo(page, 'start_work', '实施')
    await stepsTo(page, 'accept', '验收', { values: { powered_on: day(0), meter_number: 'M-81', protector: 'yes' }, file: '通电照片' })
  })
  await working('jingxin', async (page) => {
    await takeUp(page)
    await stepsTo(page, 'close', '已销号')
    assert.match(await page.textContent('[data-test=history]'), /验收/)
  })
})

test('scored: figures with a bad cell are repaired on the page, and the ranking moves', LIMIT, () => working('jingxin', async (page) => {
  await page.click('[data-test=nav-ranking]')
  await page.waitForSelector('[data-test=ranking] tbody a.name')
  ;[, period] = /\/p\/[^/]+\/([^/?]+)/.exec(page.url()) ?? []
  const last = page.locator('[data-test=ranking] tbody a.name').last()
  village = await last.getAttribute('data-region')
  const score = await (await page.request.get(`${county.url}/api/programmes/${PROGRAMME}/score`)).json()
  period ??= score.period
  const before = await totalOf(page, village)
  const { rows } = await (await page.request.get(`${county.url}/api/registers/telecom_stat/rows?region=${village}&limit=500`)).json()
  const row = rows.find((one) => one.values.period === period)
  assert.ok(row, `figures of ${village} in ${period}`)
  const head = '村代码,统计月份,运营商,移动手机用户'
  await page.click('[data-test=nav-import]')
  await page.waitForSelector('[data-test=import-register] option', { state: 'attached' })
  await page.selectOption('[data-test=import-register]', 'telecom_stat')
  const operator = row.values.operator
  await page.setInputFiles('[data-test=file]', { name: '六月.csv', mimeType: 'text/csv', buffer: Buffer.from(`${head}\n${village},${period},${operator},没有\n`) })
  await page.locator('[data-test^=cell-]').first().fill('0')
  await page.click('[data-test=import-start]')
  await page.waitForFunction(() => document.querySelector('[data-test=count-imported]')?.textContent === '1')
  await page.click('[data-test=nav-ranking]')
  await page.waitForSelector('[data-test=ranking] tbody a.name')
  assert.notEqual(await totalOf(page, village), before)
}))

test('published: the month is sealed on the page, and the bulletin approved by another person', LIMIT, async () => {
  await working('jingxin', async (page) => {
    await page.goto(`${county.url}/p/${PROGRAMME}/${period}`)
    await page.click('[data-test=seal]')
    await page.click('[data-test=seal-send]')
    await page.waitForSelector('[data-test=seal-form]', { state: 'hidden' })
    await page.goto(`${county.url}/documents/R-27?programme=${PROGRAMME}&period=${period}`)
    await (await has(page, 'document-freeze')).click()
    await (await has(page, 'document-send')).click()
    await has(page, 'document-facts', '固化')
  })
  await working('zuzhang', async (page) => {
    await page.goto(`${county.url}/documents/R-27?programme=${PROGRAMME}&period=${period}`)
    await (await has(page, 'document-approve')).click()
    await (await has(page, 'document-send')).click()
    await has(page, 'document-facts', '1号')
  })
})

test('read: the assessment office follows a score down to its rows, and the first page begins anew from the bulletin', LIMIT, async () => {
  await working('kaohe', async (page) => {
    await page.click('[data-test=nav-ranking]')
    await page.waitForSelector('[data-test=ranking] tbody a.name')
    await page.locator(`[data-test=ranking] a[data-region="${village}"]`).click()
    await page.waitForSelector('[data-test=items]')
    await page.click('[data-test=drill-phone_rate]')
    await page.waitForSelector('[data-test=verdict].good')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('[data-test=drill]'))
  })
  await working('cunwei', async (page) => {
    await has(page, 'since', period)
    assert.match(await page.textContent('[data-test=since]'), /〔\d{4}〕1号/)
    assert.equal(await page.textContent('[data-test=since-closed]'), '0')
    await page.screenshot({ path: `${OUT}year-since.png`, fullPage: true })
  })
})

test('no page wrote an error of its own', () => assert.deepEqual(problems.filter((text) => !/status of 401/.test(text)), []))
