/**
 * Pictures of every page of `screens.mjs` from the real program: web/screenshots/out, and the chosen ones in docs/pictures.
 *   node e2e/screenshots.mjs [name…]      --quick: 中文 in light on a desk and a phone only
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DESK, openAs, openBrowser, PHONE, settled } from './browser.mjs'
import { openCounty } from './real.mjs'
import { SCREENS } from './screens.mjs'

const OUT = fileURLToPath(new URL('../screenshots/out/', import.meta.url))
const KEPT = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
mkdirSync(OUT, { recursive: true })
const names = process.argv.slice(2).filter((one) => !one.startsWith('--'))
const quick = process.argv.includes('--quick')
const wanted = SCREENS.filter((screen) => !names.length || names.includes(screen.name))

async function take(browser, county, screen, { language, theme, where, size }) {
  const problems = []
  const page = await openAs(browser, county.url, screen.user, { size, language, theme, problems })
  try {
    await page.goto(county.url + (await screen.path(page, county)))
    await page.waitForSelector(screen.wait, { timeout: 30_000 })
    await screen.act?.(page)
    await settled(page)
    const file = `${OUT}${screen.name}-${language}-${theme}-${where}.png`
    await page.screenshot({ path: file, fullPage: where === 'phone' && !screen.oneScreen })
    if (screen.kept && language === 'zh' && theme === 'light' && where === 'desk') {
      mkdirSync(KEPT, { recursive: true })
      copyFileSync(file, `${KEPT}${screen.name}.png`)
    }
  } catch (cause) {
    problems.push(cause.message.split('\n')[0])
  }
  await page.context().close()
  return problems.map((text) => `${screen.name} ${language} ${theme} ${where}: ${text}`)
}

async function main() {
  const county = await openCounty()
  const browser = await openBrowser()
  const problems = []
  for (const screen of wanted) {
    for (const language of quick ? ['zh'] : ['zh', 'en']) {
      for (const theme of quick ? ['light'] : ['light', 'dark']) {
        for (const [where, size] of [['desk', DESK], ['phone', PHONE]]) problems.push(...(await take(browser, county, screen, { language, theme, where, size })))
      }
    }
  }
  await browser.close()
  await county.close()
  for (const line of problems) console.error(line)
  process.exitCode = problems.length ? 1 : 0
}
void main()
