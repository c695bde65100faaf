/** The keyboard alone: from the start page into an entry, and a household declared, without a mouse. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useCounty } from './browser.mjs'

const { county, open } = useCounty()

/** Presses Tab until something within `selector` has the focus, and that can be seen. */
async function tabTo(page, selector, most = 60) {
  for (let left = most; left > 0; left -= 1) {
    if (await page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null && document.activeElement !== document.body, selector)) {
      const seen = await page.evaluate(() => { const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement); return outlineStyle !== 'none' || boxShadow !== 'none' })
      return assert.ok(seen || (await page.locator(`${selector} input:focus`).count()) > 0, `the focus on ${selector} is not seen`)
    }
    await page.keyboard.press('Tab')
  }
  assert.fail(`${most} presses of Tab did not reach ${selector}`)
}

test('from the start page into an entry', { timeout: 90_000 }, async () => {
  const page = await open('jingxin')
  await page.goto(county.url)
  await page.waitForSelector('[data-test=nav-ledgers]')
  await tabTo(page, '[data-test=nav-ledgers]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=ledgers] tbody td')
  await tabTo(page, '[data-test=ledgers]')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=table] tbody td')
  await tabTo(page, '[data-test=table]')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=history]')
  await page.context().close()
})

test('a household without power is declared and its declaration checked', { timeout: 120_000 }, async () => {
  const page = await open('cunwei')
  await page.goto(`${county.url}/ledgers/no_power_case`)
  await page.waitForSelector('[data-test=table] tbody td')
  await tabTo(page, 'a[href$="/new"]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-field=cause]')
  await tabTo(page, '[data-field=cause]')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, '[data-test=open]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[data-test=state]')
  const address = page.url()
  await page.context().close()
  const leader = await open('zhenzhang')
  await leader.goto(address)
  await leader.waitForSelector('[data-test=step-check]')
  await tabTo(leader, '[data-test=step-check]')
  await leader.keyboard.press('Enter')
  await leader.waitForSelector('[data-test=form-check]')
  await tabTo(leader, '[data-field=safety_conclusion]')
  await leader.keyboard.press('ArrowDown')
  await tabTo(leader, '[data-test=step-send]')
  await leader.keyboard.press('Enter')
  await leader.waitForFunction(() => document.querySelector('[data-test=state]')?.textContent.trim() === '乡镇审核')
  await leader.context().close()
})
