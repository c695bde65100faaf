/** Chromium of the distribution, without a GPU and without asking anything of the network. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { startMock } from '../mock/server.mjs'

export const OUT = fileURLToPath(new URL('./out/', import.meta.url))
mkdirSync(OUT, { recursive: true })

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-quic',
      '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  })
}

/** The server to test: WANJIA_URL when set, the mock server with web/dist otherwise. */
export async function openServer() {
  const url = process.env.WANJIA_URL
  return url ? { url: url.replace(/\/$/, ''), close: async () => {} } : startMock(0)
}

/** A page that fails the test on any script error or refused resource. */
export async function openPage(browser, size, problems) {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return page
}
