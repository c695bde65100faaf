/**
 * Every page of `screens.mjs`, in both languages and themes: it loads without an error, a refused style or a request to another host, axe-core
 * finds nothing serious, and nothing sticks out from 360 to 2560 pixels. And what all of them weigh.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DESK, resize, settled, useCounty } from './browser.mjs'
import { overflow, seriousFindings } from './desk.mjs'
import { SCREENS } from './screens.mjs'

const WIDTHS = [360, 768, 1280, 1920, 2560]
const KILOBYTES_MAX = 300
const { county, open, problems } = useCounty()

/** What is wrong with one page as it stands. */
async function look(page, screen, widths) {
  await page.goto(county.url + (await screen.path(page, county)))
  await page.waitForSelector(screen.wait)
  await screen.act?.(page)
  await settled(page)
  const found = await seriousFindings(page)
  for (const width of widths) {
    await resize(page, width)
    const wide = await overflow(page)
    if (wide > 0) found.push(`${wide} px too wide at ${width}`)
  }
  if (widths.length) await resize(page, DESK.width)
  return found
}

for (const language of ['zh', 'en'])
  for (const theme of ['light', 'dark'])
    test(`every page in ${language}, ${theme}: no error, no other host, nothing serious for axe, nothing too wide`, { timeout: 600_000 }, async () => {
      const wrong = []
      for (const user of new Set(SCREENS.map((screen) => screen.user))) {
        const page = await open(user, { language, theme })
        page.on('request', (request) => {
          if (!request.url().startsWith(county.url) && !/^(data|blob):/.test(request.url())) problems.push(`asked another host: ${request.url()}`)
        })
        for (const screen of SCREENS.filter((one) => one.user === user)) {
          const found = await look(page, screen, theme === 'light' ? WIDTHS : []).catch((error) => [error.message.split('\n')[0]])
          wrong.push(...[...found, ...problems.splice(0)].map((text) => `${screen.name}: ${text}`))
        }
        await page.context().close()
      }
      assert.deepEqual(wrong, [])
    })

test('every address is served under a policy that allows no script and no style within the document', async () => {
  for (const path of ['/', '/field/', '/ledgers/task', '/api/session', '/api/nothing']) {
    const policy = (await fetch(county.url + path)).headers.get('content-security-policy')
    assert.ok(policy?.includes("default-src 'self'") && !policy.includes('unsafe-'), `${path}: ${policy}`)
  }
})

test('the first view is at most 300 kB of compressed script', () => {
  const dist = fileURLToPath(new URL('../dist/', import.meta.url))
  const entry = /<script[^>]+src="\/(assets\/[^"]+)"/.exec(readFileSync(`${dist}index.html`, 'utf8'))[1]
  const wanted = new Set([entry])
  for (const file of wanted)
    for (const [, name] of readFileSync(dist + file, 'utf8').matchAll(/from\s*["']\.\/([^"']+\.js)["']/g)) wanted.add(`assets/${name}`)
  const bytes = [...wanted].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0)
  console.log(`# first view: ${bytes} bytes of script, compressed`)
  assert.ok(bytes <= KILOBYTES_MAX * 1000, `${bytes} bytes in ${[...wanted].join(' ')}`)
})
