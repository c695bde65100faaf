/** What the tests of the desk do over and over: fill in a form, take a step, look for what a page must never have. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious or critical findings of axe-core on the page as it stands, in one line each. */
export async function seriousFindings(page) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }))
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary.split('\n')[1] ?? ''}`).join(' | ')}`)
}

export async function fillField(page, name, value) {
  const field = page.locator(`[data-field="${name}"]`).last()
  const select = field.locator('.el-select')
  if (await select.count()) {
    await select.click()
    await page.keyboard.type(value)
    await page.locator('.el-select-dropdown:visible .el-select-dropdown__item', { hasText: value }).first().click()
    return
  }
  if (await field.locator('.segments').count()) return field.locator('.segments button').nth(['yes', 'no', 'unknown'].indexOf(value)).click()
  if (await field.locator('select').count()) return field.locator('select').selectOption(value)
  return field.locator('input, textarea').first().fill(value)
}

/** Opens an entry by the form and answers its number. */
export async function openByForm(page, url, ledger, values) {
  await page.goto(`${url}/ledgers/${ledger}/new`)
  await page.waitForSelector('[data-test=open]')
  const more = page.locator('form details summary')
  if (await more.count()) await more.click()
  for (const [name, value] of Object.entries(values)) await fillField(page, name, value)
  await page.click('[data-test=open]')
  await page.waitForSelector('[data-test=state]')
  return (await page.textContent('h1')).trim().split(/\s/)[0]
}

/** Takes a step of the entry that the page shows. */
export async function takeStep(page, name, { values = {}, note = '', file = '' } = {}) {
  await page.click(`[data-test=step-${name}]`)
  await page.waitForSelector(`[data-test=form-${name}]`)
  for (const [field, value] of Object.entries(values)) await fillField(page, field, value)
  if (note) await page.fill(`[data-test=form-${name}] [data-test=note]`, note)
  if (file) {
    await page.setInputFiles('[data-test=evidence-file]', { name: `${file}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`佐证：${file} ${Date.now()}\n`) })
    await page.waitForSelector('[data-done=true]')
  }
  await page.click('[data-test=step-send]')
}

export async function stepsTo(page, name, state, what) {
  await takeStep(page, name, what)
  await page.waitForFunction((wanted) => document.querySelector('[data-test=state]')?.textContent.trim() === wanted, state, { timeout: 15_000 })
}

/** By how many pixels something sticks out to the right of the window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
