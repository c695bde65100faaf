/** What the first page says of changes since figures were last made known, and the frame around every page, by hand and by keyboard. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OUT, resize, settled, useCounty } from './browser.mjs'
import { overflow, seriousFindings } from './desk.mjs'
import { day, signInAs } from './real.mjs'

const { county, open, problems } = useCounty()
const number = async (page, name) => Number((await page.textContent(`[data-test=${name}]`)).replaceAll(',', ''))

test('what was opened and moved since a period was sealed stands on the start page, as it happens', { timeout: 120_000 }, async () => {
  const lead = await signInAs(county.url, 'jingxin')
  const { json: score } = await lead.get('/api/programmes/huayuan-2019/score')
  const sealed = await lead.post(`/api/programmes/huayuan-2019/periods/${score.period}/freeze`)
  assert.equal(sealed.status, 200, JSON.stringify(sealed.json))
  const page = await open('jingxin')
  await page.goto(county.url)
  await page.waitForSelector('[data-test=since]')
  assert.ok((await page.textContent('[data-test=since]')).includes(score.period))
  assert.deepEqual([await number(page, 'since-opened'), await number(page, 'since-moved')], [0, 0])
  const clerk = await signInAs(county.url, 'cunwei')
  const opened = await clerk.post('/api/ledgers/no_power_case/entries', { values: { region: county.village, found_on: day(-1), cause: 'split' } })
  assert.equal(opened.status, 200, JSON.stringify(opened.json))
  await page.waitForFunction(() => document.querySelector('[data-test=since-opened]')?.textContent === '1')
  await page.click('[data-test=since] summary')
  await page.waitForSelector('[data-test=since] a[href$="/ledgers/no_power_case"]')
  assert.equal(await page.locator('[data-test=list-turn] li').count() > 0, true)
  await page.context().close()

  const other = await open('linzhen')
  await other.goto(county.url)
  await other.waitForSelector('[data-test=since]')
  assert.equal(await number(other, 'since-opened'), 0, 'another township sees nothing of it')
  await other.context().close()
})

for (const language of ['zh', 'en'])
  for (const theme of ['light', 'dark'])
    test(`the start page in ${language}, ${theme}, from 360 to 1440 pixels, with its menus open`, { timeout: 120_000 }, async () => {
      const page = await open('jingxin', { language, theme })
      await page.goto(county.url)
      await page.waitForSelector('[data-test=since]')
      for (const width of [360, 1440]) {
        await resize(page, width)
        assert.ok((await overflow(page)) <= 0, `${width}`)
        await page.screenshot({ path: `${OUT}start-${language}-${theme}-${width}.png`, fullPage: true })
      }
      await page.click('[data-test=account]')
      assert.deepEqual(await seriousFindings(page), [])
      await page.screenshot({ path: `${OUT}menu-${language}-${theme}.png` })
      await page.keyboard.press('Escape')
      assert.equal(await page.locator('[data-test=lang-en]').count(), 0)
      assert.equal(await page.evaluate(() => document.activeElement.dataset.test), 'account')
      await resize(page, 360, 740)
      await page.click('[data-test=nav-more]')
      await settled(page)
      assert.deepEqual(await seriousFindings(page), [])
      await page.screenshot({ path: `${OUT}more-${language}-${theme}.png` })
      await page.keyboard.press('Escape')
      assert.equal(await page.locator('dialog[open]').count(), 0)
      await page.click('[data-test=nav-more]')
      await page.click('dialog a[href="/board"]')
      await page.waitForURL(/\/board/)
      await page.waitForSelector('[data-test=board]')
      assert.equal(await page.locator('dialog[open]').count(), 0)
      await page.context().close()
    })

test('the language is changed on a page that is open, and every page then speaks it', { timeout: 60_000 }, async () => {
  const page = await open('jingxin')
  await page.goto(county.url)
  await page.click('[data-test=account]')
  await page.click('[data-test=lang-en]')
  await page.waitForSelector('h1:has-text("Hello")')
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await page.click('[data-test=nav-ledgers]')
  await page.waitForSelector('[data-test=ledgers] tbody td')
  assert.match(await page.textContent('h1'), /Ledgers/)
  assert.equal(await page.evaluate(() => /\b[a-z]+\.[a-zA-Z]+\b/.test(document.querySelector('h1').textContent)), false)
  await page.context().close()
})

test('no page wrote an error of its own', () => assert.deepEqual(problems, []))
