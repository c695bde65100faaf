/** How soon a page can be used on a slow phone: a processor four times as slow as this one, 1.6 Mbit/s, 150 ms there and back, nothing kept. */
import { test } from 'node:test'
import { PHONE, useCounty, within } from './browser.mjs'

const MILLISECONDS_MAX = 2000
const { county, open } = useCounty()

async function slowPhone(user) {
  const page = await open(user, { size: PHONE })
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return page
}

/** From the first byte asked for until what waits stands there and answers to a touch. */
async function usableAfter(page, path, shown) {
  await page.goto(county.url + path, { waitUntil: 'commit' })
  await page.waitForFunction(shown, null, { polling: 'raf' })
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(Math.round(performance.now())))))
}

const figures = () => /\d/.test(document.querySelector('[data-test=start-turn]')?.textContent ?? '')
const tabs = () => document.querySelector('[data-tab=tasks]')
for (const [name, path, shown, user] of [['the start page', '/', figures, 'cunwei'], ['the page for phones', '/field/', tabs, 'huxian']])
  test(`${name} can be used within 2 seconds on a slow phone`, { timeout: 120_000 }, async () => {
    const page = await slowPhone(user)
    await within(MILLISECONDS_MAX, name, () => usableAfter(page, path, shown))
    await page.context().close()
  })
