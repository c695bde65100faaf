/** A phone in the tests: the field page in a browser context of its own, with a place and a camera. */
import { PASSWORD } from './real.mjs'
import { PHONE, watchPage } from './browser.mjs'

export const HERE = { longitude: 109.4821, latitude: 28.0312 }

/** A phone; `accuracy` in metres. Signs in on the page itself. */
export async function openPhone(browser, url, user, { accuracy = 12, language = 'zh', problems = [], scheme = 'light', workers = true, context } = {}) {
  const own = context ?? await browser.newContext({
    viewport: PHONE, deviceScaleFactor: 1, hasTouch: true, colorScheme: scheme, acceptDownloads: true,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB', serviceWorkers: workers ? 'allow' : 'block', permissions: ['geolocation'], geolocation: { ...HERE, accuracy },
  })
  await own.addInitScript((chosen) => localStorage.setItem('wanjia.language', localStorage.getItem('wanjia.language') ?? chosen), language)
  const page = await watchPage(await own.newPage(), problems)
  await page.goto(`${url}/field/`)
  if (user) {
    await page.fill('#user', user)
    await page.fill('#password', PASSWORD)
    await page.click('[data-test=enter]')
    await page.waitForSelector('[data-tab=tasks]')
    await page.waitForFunction(() => !document.querySelector('[data-test=state]')?.textContent.match(/还没有|No data|…/))
  }
  return page
}

/** The page's files are on the phone: from now on it opens without a network. */
export const installed = (page) => page.evaluate(async () => {
  await navigator.serviceWorker.ready
  while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50))
})

export const go = (page, ...places) => page.evaluate((hash) => { location.hash = hash }, `#/${places.join('/')}`)

/** Fills in form 8.1 with as few taps as a person needs; answers how many there were. */
export async function declare(page, { cause = 'split', head = '', photo } = {}) {
  let taps = 0
  const tap = async (selector) => { taps += 1; await page.click(selector) }
  await tap('[data-tab=new]')
  await tap('[data-form=no_power_case]')
  const village = page.locator('[data-field=region] select')
  if (await village.inputValue() === '') { taps += 2; await village.selectOption({ index: 1 }) }
  await tap(`[data-field=cause] [data-value=${cause}]`)
  if (head) { taps += 1; await page.fill('[data-field=head] input', head) }
  await page.waitForSelector('[data-test=gps-good]')
  if (photo) {
    taps += 2
    await page.setInputFiles('[data-test=photo]', { name: '现场.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.waitForSelector('.photos img')
  }
  await tap('[data-test=save]')
  await page.waitForSelector('[data-test=saved]')
  await page.waitForFunction(() => location.hash.startsWith('#/tasks'))
  return taps
}

export const outbox = (page) => page.$$eval('[data-test=item]', (items) => items.map((item) => ({ kind: item.dataset.kind, state: item.dataset.state, text: item.textContent })))

/** Presses "send now" until nothing waits any more, or so many times. */
export async function sendAll(page, most = 60) {
  await go(page, 'outbox')
  await page.waitForSelector('h1')
  for (let turn = 0; turn < most; turn += 1) {
    const items = await outbox(page)
    if (items.length && items.every((item) => !['waiting', 'sending'].includes(item.state))) return items
    const button = page.locator('[data-test=send]:not([disabled])')
    if (await button.count()) await button.click().catch(() => {})
    await page.waitForTimeout(150)
  }
  return outbox(page)
}

/** A photo of noise, so large that it goes in several pieces. */
export async function noisyPhoto(page, side = 640, quality = 0.9) {
  const base64 = await page.evaluate(async ([size, how]) => {
    const canvas = document.createElement('canvas')
    canvas.width = size
    canvas.height = size
    const brush = canvas.getContext('2d')
    const pixels = brush.createImageData(size, size)
    for (let at = 0; at < pixels.data.length; at += 4) {
      for (let part = 0; part < 3; part += 1) pixels.data[at + part] = Math.random() * 255
      pixels.data[at + 3] = 255
    }
    brush.putImageData(pixels, 0, 0)
    return canvas.toDataURL('image/jpeg', how).split(',')[1]
  }, [side, quality])
  return Buffer.from(base64, 'base64')
}
