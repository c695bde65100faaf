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
    await page.waitForFunction(() => /\d\d:\d\d$/.test(document.querySelector('[data-test=state]')?.textContent.trim() ?? '') && !document.querySelector('[data-test=state]').textContent.includes('…'))
  }
  return page
}

/** The page's files are on the phone: from now on it opens without a network. */
export const installed = (page) => page.evaluate(async () => {
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))
  await navigator.serviceWorker.ready
  if (!navigator.serviceWorker.controller) await taken
})

/** Goes to a place of the page, and is there when this returns. */
export const go = (page, ...places) => page.evaluate((hash) => new Promise((done) => {
  if (location.hash === hash) return done()
  addEventListener('hashchange', () => requestAnimationFrame(() => requestAnimationFrame(() => done())), { once: true })
  location.hash = hash
}), `#/${places.join('/')}`)

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

/** Presses "send now" whenever it can be pressed, until everything in the outbox is sent, refused or in conflict. */
export async function sendAll(page, presses = 200) {
  await go(page, 'outbox')
  for (let left = presses; left > 0; left -= 1) {
    const state = await page.waitForFunction(() => {
      const states = [...document.querySelectorAll('[data-test=item]')].map((item) => item.dataset.state)
      if (!states.length) return ''
      if (states.every((one) => !['waiting', 'sending'].includes(one))) return 'over'
      return document.querySelector('[data-test=send]:not([disabled])') ? 'press' : ''
    }, undefined, { timeout: 60_000 })
    if (await state.jsonValue() === 'over') return outbox(page)
    // It may have gone out by itself between the look and the press.
    await page.evaluate(() => document.querySelector('[data-test=send]:not([disabled])')?.click())
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
