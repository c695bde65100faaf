/** Chromium of the distribution, without a GPU and without asking anything of the network. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { openCounty, signInAs } from './real.mjs'

export const OUT = fileURLToPath(new URL('./out/', import.meta.url))
mkdirSync(OUT, { recursive: true })
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-quic',
      '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  })
}

/** Milliseconds that `slowness` takes for one burst in Chromium on two quiet cores of a Zen 3 at 2.45 GHz. */
const BURST_MS = 85
/**
 * How many times slower this machine is now than a quiet one: bursts of a fixed computation in a browser of its own. At least 1. A goal in
 * seconds is judged by that many times its seconds, so that it says something of the page and not of what else runs.
 */
export async function slowness() {
  const browser = await openBrowser()
  const page = await browser.newPage()
  const milliseconds = await page.evaluate(() => {
    const began = performance.now()
    let value = 1
    for (let burst = 0; burst < 20; burst += 1) for (let n = 0; n < 4_000_000; n += 1) value = (value * 48271) % 2147483647
    return value > 0 ? (performance.now() - began) / 20 : Infinity
  })
  await browser.close()
  return Math.max(1, milliseconds / BURST_MS)
}

/** Tells how long something took, and judges it against its goal on a machine as slow as this one is before and after. */
export async function within(goal_ms, name, measure) {
  const before = await slowness()
  const taken_ms = await measure()
  const slow = Math.max(before, await slowness())
  console.log(`# ${name}: ${Math.round(taken_ms)} ms; the machine is ${slow.toFixed(1)} times slower than a quiet one`)
  assert.ok(taken_ms <= goal_ms * slow, `${name}: ${Math.round(taken_ms)} ms of ${goal_ms} ms, ${slow.toFixed(1)} times slower`)
}

/** A page that tells `problems` of any script error or refused resource. */
export async function watchPage(page, problems) {
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  return page
}

/** A page of a browser context of its own in which `user` has signed in. */
export async function openAs(browser, url, user, { size = DESK, language = 'zh', theme = 'light', problems = [] } = {}) {
  const context = await browser.newContext({
    viewport: size, deviceScaleFactor: 1, colorScheme: theme, acceptDownloads: true, locale: language === 'zh' ? 'zh-CN' : 'en-GB',
  })
  const [name, value] = (await signInAs(url, user)).cookie().split('=')
  await context.addCookies([{ name, value, url }])
  context.setDefaultTimeout(30_000)
  await context.addInitScript(([chosen, looks]) => {
    localStorage.setItem('wanjia.language', chosen)
    localStorage.setItem('wanjia.theme', looks)
  }, [language, theme])
  return watchPage(await context.newPage(), problems)
}

/** The page as a person would find it a moment later: everything asked for is there, nothing moves, and it has been laid out. */
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('.loading') && [...document.images].every((image) => image.complete))
  await page.evaluate(async () => {
    await document.fonts.ready
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    await Promise.all(ending.map((one) => one.finished.catch(() => {})))
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  })
}

export async function resize(page, width, height = 900) {
  await page.setViewportSize({ width, height })
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width)
  await settled(page)
}

/**
 * For the tests of one file: a county of its own and a browser, there before the first and gone after the last. `open` is a page of one of
 * its people, whose errors come to `problems`; `first` is done before the first test, when all that is there.
 */
export function useCounty(options, first = async () => {}) {
  const county = {}
  const problems = []
  before(async () => {
    Object.assign(county, await openCounty(options))
    county.browser = await openBrowser()
    await first(county)
  }, { timeout: 400_000 })
  after(async () => {
    await county.browser?.close()
    await county.close?.()
  })
  return { county, problems, open: (user, more = {}) => openAs(county.browser, county.url, user, { problems, ...more }) }
}

/** What bears this name for tests, once it is there with these words. */
export const has = (page, test, words) => page.waitForSelector(`[data-test="${test}"]${words ? `:has-text("${words}")` : ''}`, { timeout: 20_000 })
