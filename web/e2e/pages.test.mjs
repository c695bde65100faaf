/**
 * The ranking, the registers and the import in a real browser, against the real program with a demo county.
 * Leaves screenshots of both languages at three widths in e2e/out/.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, slowness, useCounty } from './browser.mjs'
import { seriousFindings } from './desk.mjs'
import { signInAs } from './real.mjs'

const DESK = { width: 1366, height: 768 }
const SIZES = [DESK, { width: 1920, height: 1080 }, { width: 390, height: 844 }]
let programme, table, lead
const { county, open, problems } = useCounty({ entries: false }, async () => {
  lead = await signInAs(county.url, 'jingxin')
  const { programmes } = await ask('/api/programmes')
  programme = programmes.find((one) => one.scorecard)
  table = await ask(`/api/programmes/${programme.code}/score`)
})

const ask = async (path) => (await lead.get(path)).json
const openPage = (size = DESK, language = 'zh', user = 'jingxin') => open(user, { size, language })
const showRanking = async (page, language) => {
  await page.goto(`${county.url}/ranking?lang=${language}`)
  await page.waitForSelector('[data-test=ranking] tbody a.name')
}

for (const language of ['zh', 'en']) {
  test(`the ranking is shown in ${language} at three widths, with a map`, { timeout: 120_000 }, async () => {
    for (const size of SIZES) {
      const page = await openPage(size)
      await showRanking(page, language)
      assert.equal(await page.textContent('h1'), programme.title[language])
      assert.equal(await page.textContent('[data-test=ranking] tbody a.name >> nth=0').then((text) => text.startsWith(table.villages[0].name)), true)
      assert.equal(await page.textContent('[data-test=ranking] tbody b >> nth=0'), table.villages[0].display)
      assert.equal(await page.textContent('[data-test=tile-units]'), String(table.villages.filter((unit) => unit.complete).length))
      assert.equal(await page.evaluate(() => document.documentElement.lang), language === 'zh' ? 'zh-CN' : 'en')
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true)
      await page.waitForSelector('[data-ready]', { timeout: 30_000 })
      await page.screenshot({ path: `${OUT}ranking-${language}-${size.width}.png`, fullPage: size.width < 1000 })
      await page.context().close()
    }
  })
}

test('the chosen language and the dark theme are remembered without being in the address', async () => {
  const page = await (await county.browser.newContext({ viewport: DESK })).newPage()
  await page.context().addCookies([{ name: lead.cookie().split('=')[0], value: lead.cookie().split('=')[1], url: county.url }])
  await showRanking(page, 'zh')
  await page.click('[data-test=account]')
  await page.click('[data-test=lang-en]')
  await page.click('[data-test=theme-dark]')
  await page.goto(`${county.url}/import`)
  await page.waitForSelector('[data-test=import-start]')
  assert.equal(await page.textContent('h1'), 'Import data')
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
  await page.context().close()
})

test('sorting and filtering change which village comes first', async () => {
  const page = await openPage()
  await showRanking(page, 'zh')
  const total = page.locator('[data-test=ranking] thead th', { hasText: '总分' }).locator('button')
  await total.click()
  await total.click()
  const ranked = table.villages.filter((unit) => unit.complete)
  assert.equal(await page.textContent('[data-test=ranking] tbody b >> nth=0'), ranked[ranked.length - 1].display)
  const wanted = table.villages[7]
  await page.fill('[data-test=filter]', wanted.region)
  await page.waitForFunction(() => document.querySelectorAll('[data-test=ranking] tbody a.name').length === 1)
  assert.equal(await page.getAttribute('[data-test=ranking] tbody a.name', 'data-region'), wanted.region)
  await page.context().close()
})

test('the keyboard alone reaches a score card', async () => {
  const page = await openPage()
  await showRanking(page, 'zh')
  await page.focus('[data-test=ranking]')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=card-name]')
  assert.ok(page.url().includes(`/village/${table.villages[1].region}`))
  await page.context().close()
})

for (const language of ['zh', 'en']) {
  test(`every item of a score card opens rows that sum to its figures (${language})`, { timeout: 120_000 }, async () => {
    const page = await openPage()
    await page.goto(`${county.url}/p/${programme.code}/${table.period}/village/${table.villages[0].region}?lang=${language}`)
    await page.waitForSelector('[data-test=items]')
    assert.equal(await page.textContent('[data-test=card-total]'), table.villages[0].display)
    await page.screenshot({ path: `${OUT}card-${language}.png`, fullPage: true })
    const indicators = [...new Set(programme.scorecard.aspects.flatMap((aspect) => aspect.items.flatMap((item) => item.indicators)))]
    for (const name of indicators) {
      await page.click(`[data-test=drill-${name}]`)
      await page.waitForSelector('[data-test=verdict]')
      const figures = await page.locator('[data-test=drill-sum] td').allTextContents()
      const agreed = await page.getAttribute('[data-test=verdict]', 'class')
      assert.deepEqual([name, figures[0], figures[1], agreed], [name, figures[2], figures[3], 'verdict good'])
      if (name === indicators[0]) {
        // The drawer slides in: the picture is taken when it stands still.
        await page.waitForFunction(() => document.querySelector('.el-drawer').getAnimations({ subtree: true }).length === 0)
        await page.screenshot({ path: `${OUT}drill-${language}.png` })
      }
      await page.keyboard.press('Escape')
      await page.waitForSelector('[data-test=verdict]', { state: 'detached' })
    }
    await page.context().close()
  })
}

test('an open page shows a change within a second and keeps selection, sort and scroll', async () => {
  const { rows } = await ask(`/api/registers/telecom_stat/rows?limit=500&region=${table.villages[0].region}`)
  const row = rows.find((one) => one.values.period === table.period && one.values.operator === 'all' && Number(one.values.phone_users) > 1)
  assert.ok(row, 'the telecom statistics have a row for the period')
  const { region } = row.values
  const put = async (values) => (await lead.put('/api/registers/telecom_stat/rows', { values })).json
  const page = await openPage()
  await showRanking(page, 'zh')
  await page.waitForSelector('.live.open')
  await page.locator('[data-test=ranking] thead th button').nth(1).click()
  await page.fill('[data-test=filter]', region)
  await page.waitForFunction(() => document.querySelectorAll('[data-test=ranking] tbody a.name').length === 1)
  await page.click('[data-test=ranking] tbody td >> nth=0')
  await page.waitForSelector('[data-test=ranking] tr.selected')
  const shown = () => page.textContent('[data-test=ranking] tbody b >> nth=0')
  const before = await shown()
  const slow = await slowness()
  const answer = await put({ ...row.values, phone_users: '0' })
  try {
    assert.equal(typeof answer.sequence, 'number', JSON.stringify(answer))
    await page.waitForFunction((old) => document.querySelector('[data-test=ranking] tbody b').textContent !== old, before, { timeout: 1000 * slow, polling: 50 })
    assert.equal(await page.locator('[data-test=ranking] tr.selected.flash').count(), 1)
    const now = await ask(`/api/programmes/${programme.code}/score?period=${table.period}`)
    assert.equal(await shown(), now.villages.find((unit) => unit.region === region).display)
    await page.screenshot({ path: `${OUT}live-zh.png` })
  } finally {
    await put(row.values)
  }
  await page.waitForFunction((old) => document.querySelector('[data-test=ranking] tbody b').textContent === old, before, { polling: 50 })
  await page.context().close()
})

for (const language of ['zh', 'en']) {
  test(`a file with bad rows is answered with each cell and what was expected (${language})`, async () => {
    const page = await openPage()
    await page.goto(`${county.url}/import?lang=${language}`)
    await page.waitForSelector('[data-test=import-register] option', { state: 'attached' })
    await page.selectOption('[data-test=import-register]', 'telecom_stat')
    const head = '村代码,统计月份,运营商,移动手机用户,4G上网用户,宽带接入户数'
    const text = `${head}\n999999999999,${table.period},全部,10,10,10\n${table.villages[0].region},${table.period},全部,六百,10,10\n`
    await page.setInputFiles('[data-test=file]', { name: '村级通信统计.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.click('[data-test=import-start]')
    await page.waitForSelector('[data-test=findings] tbody td')
    assert.equal(await page.textContent('[data-test=count-rejected]'), '2')
    const found = await page.textContent('[data-test=findings] tbody')
    for (const part of ['999999999999', '六百', '移动手机用户']) assert.ok(found.includes(part), part)
    assert.match(await page.getAttribute('[data-test=error-workbook]', 'href'), /^\/api\/batches\/\d+\/errors\.xlsx$/)
    await page.screenshot({ path: `${OUT}import-${language}.png`, fullPage: true })
    await page.fill('[data-test=cell-3-3]', language === 'zh' ? '600' : '601')
    await page.click('[data-test=repair-send]')
    await page.waitForFunction(() => document.querySelector('[data-test=count-rejected]')?.textContent === '0')
    assert.equal(await page.textContent('[data-test=count-imported]'), '1')
    await page.context().close()
  })
}

test('X_14 a workbook is looked at, repaired cell by cell and imported without opening it again', { timeout: 120_000 }, async () => {
  const page = await openPage()
  const villages = table.villages.slice(0, 3).map((one) => one.region)
  // A workbook of refused rows is the nearest workbook with bad cells.
  const head = '村代码,统计月份,运营商,移动手机用户,4G上网用户,宽带接入户数'
  const bad = `${head}\n${villages.map((region, at) => `${region},${table.period},全部,${['六百', '七百', '700'][at]},10,${at === 2 ? '八' : 10}`).join('\n')}\n`
  const refused = await page.request.post(`${county.url}/api/registers/telecom_stat/import?file_name=a.csv`, { data: Buffer.from(bad), headers: { 'X-Wanjia-Operation': `first-${Date.now()}`, 'Content-Type': 'application/octet-stream' } })
  const { batch } = await refused.json()
  const buffer = await (await page.request.get(`${county.url}/api/batches/${batch}/errors.xlsx`)).body()
  const batches = async () => (await ask('/api/batches')).batches.length
  const before = await batches()

  await page.goto(`${county.url}/import?lang=zh&register=telecom_stat`)
  await page.setInputFiles('[data-test=file]', { name: '村级通信统计.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer })
  await page.waitForSelector('[data-test=preview]')
  assert.equal(await page.textContent('[data-test=trial-rejected]'), '3')
  assert.match(await page.textContent('[data-test=preview]'), /六百/)
  const cells = page.locator('[data-test^=cell-]')
  assert.equal(await cells.count(), 3)
  await cells.nth(0).fill('600')
  await cells.nth(1).fill('七')
  await page.click('[data-test=repair-check]')
  await page.waitForSelector('[data-test=checked]')
  assert.match(await page.textContent('[data-test=checked]'), /1 行合格，1 行仍有问题/)
  assert.equal(await batches(), before, 'looking and checking keep nothing')
  await cells.nth(1).fill('700')
  await page.screenshot({ path: `${OUT}import-preview.png`, fullPage: true })
  assert.deepEqual(await seriousFindings(page), [])
  await page.click('[data-test=import-start]')
  await page.waitForSelector('[data-test=import-result] [data-test=before]')
  assert.deepEqual([await page.textContent('[data-test=count-imported]'), await page.textContent('[data-test=count-rejected]')], ['2', '0'])
  assert.equal(await batches(), before + 2)
  const { rows } = await ask(`/api/registers/telecom_stat/rows?region=${villages[1]}&limit=500`)
  assert.ok(rows.some((row) => row.values.period === table.period && row.values.phone_users === '700'))
  await page.context().close()
})

test('a file of another kind is refused before it is sent', async () => {
  const page = await openPage()
  await page.goto(`${county.url}/import?lang=en`)
  await page.setInputFiles('[data-test=file]', { name: 'list.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') })
  assert.match(await page.textContent('[role=alert]'), /list\.pdf.*xlsx/)
  assert.equal(await page.isDisabled('[data-test=import-start]'), true)
  await page.context().close()
})

test('registers are searched, scoped, ordered and masked, and a row shows its history', async () => {
  const page = await openPage()
  await page.goto(`${county.url}/registers/household?lang=zh`)
  await page.waitForSelector('[data-test=table] tbody td')
  const total = () => page.textContent('[data-test=total]')
  const all = await total()
  await page.waitForSelector('[data-test=scope]')
  await page.selectOption('[data-test=scope]', { index: 1 })
  await page.waitForFunction((old) => !['', old].includes(document.querySelector('[data-test=total]')?.textContent ?? old), all)
  await page.screenshot({ path: `${OUT}registers-zh.png` })
  const { rows } = await ask('/api/registers/household/rows?limit=50')
  assert.equal(rows.some((row) => /^\d{17}[\dX]$/.test(row.values.head_id ?? '') || /^1\d{10}$/.test(row.values.phone ?? '')), false)
  await page.click('[data-test=table] tbody a.name')
  await page.waitForSelector('[data-test=versions] li')
  await page.context().close()
})

test('programmes without a scorecard show indicators, lights and the total', async () => {
  const { programmes } = await ask('/api/programmes')
  const listed = programmes.find((one) => !one.scorecard)
  if (!listed) return
  const page = await openPage()
  await page.goto(`${county.url}/p/${listed.code}?lang=zh`)
  await page.waitForSelector('[data-test=indicators] tbody td, [data-test=definitions] td')
  await page.screenshot({ path: `${OUT}indicators-zh.png` })
  await page.context().close()
})

test('no page wrote an error or asked for anything the policy refuses', () => {
  assert.deepEqual(problems, [])
})
