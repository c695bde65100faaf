/** Chromium of the distribution, without a GPU and without asking anything of the network. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { PASSWORD } from './real.mjs'

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

/** A page that tells `problems` of any script error or refused resource. */
export async function watchPage(page, problems) {
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  return page
}

/** Sign-ins are few a minute and two at once for each person: a session is used again while it holds. */
const sessions = new Map()

/** A page of a browser context of its own in which `user` has signed in. */
export async function openAs(browser, url, user, { size = DESK, language = 'zh', theme = 'light', problems = [] } = {}) {
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: 1, colorScheme: theme, acceptDownloads: true })
  const known = sessions.get(`${url} ${user}`)
  if (known) await context.addCookies(known)
  const isIn = known && (await (await context.request.get(`${url}/api/session`)).json()).account
  if (!isIn) await context.request.post(`${url}/api/session`, { data: { user, password: PASSWORD }, headers: { 'X-Wanjia-Operation': crypto.randomUUID() } })
    .then(async (answer) => { if (!answer.ok()) throw new Error(`${user}: ${await answer.text()}`) })
  sessions.set(`${url} ${user}`, await context.cookies())
  context.setDefaultTimeout(30_000)
  await context.addInitScript(([chosen, looks]) => {
    localStorage.setItem('wanjia.language', chosen)
    localStorage.setItem('wanjia.theme', looks)
  }, [language, theme])
  return watchPage(await context.newPage(), problems)
}
