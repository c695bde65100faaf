/** A team's map on a phone: from a package without any network, by finger and by key, in both languages and themes; e2e/out/field-map-*.png. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { OUT, settled, useCounty } from './browser.mjs'
import { go, installed, noisyPhoto, openPhone, sendAll } from './field.mjs'
import { signInAs } from './real.mjs'
import { TEAM, bringLines, holdRound } from './team.mjs'

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')
const FILE = `${OUT}team.wjp`
const timed = { timeout: 180_000 }
let route, box
const { county, problems } = useCounty({}, async () => {
  await holdRound(county)
  const lead = await signInAs(county.url, 'jingxin')
  route = (await lead.get(`/api/sync?team=${encodeURIComponent(TEAM)}`)).json.route
  const villages = route.filter((stop) => !stop.household)
  bringLines(county, villages.map((stop) => stop.at))
  county.run(['package', 'make', '--user', 'ducha', '--team', TEAM, '--out', FILE])
  box = JSON.parse(readFileSync(FILE, 'utf8')).slice.map
})

/** A phone that has the package and has never had a network since. */
async function withPackage(options = {}) {
  const page = await openPhone(county.browser, county.url, null, options)
  await installed(page)
  await page.context().setOffline(true)
  await page.reload()
  await page.waitForSelector('[data-test=package]', { state: 'attached' })
  await page.setInputFiles('[data-test=package]', FILE)
  await page.waitForSelector('[data-test=map-open]')
  return page
}
const openMap = async (page) => {
  await page.click('[data-test=map-open]')
  await page.waitForSelector('[data-test=map] [data-test=pin]')
  await settled(page)
}
const pins = (page) => page.$$eval('[data-test=pin]', (all) => all.map((one) => {
  const { x, y, width, height } = one.querySelector('.badge').getBoundingClientRect()
  return { text: one.querySelector('text').textContent, label: one.getAttribute('aria-label'), x: x + width / 2, y: y + height / 2, household: one.classList.contains('household'), done: one.classList.contains('done') }
}))
const scale = async (page) => Number(await page.getAttribute('[data-test=map]', 'data-scale'))

test('X_28 a team’s package opens without a network as a map: every stop with its number where it lies, the route, outlines, lines and a true scale', timed, async () => {
  const page = await withPackage()
  await openMap(page)
  const seen = await pins(page)
  assert.deepEqual(seen.map((pin) => pin.text), route.map((stop) => String(stop.order)))
  // East is right and north is up, by the same scale for all.
  const [first, last] = [0, seen.length - 1]
  for (const [a, b] of [[first, last], [first, 1]]) {
    assert.equal(Math.sign(seen[b].x - seen[a].x), Math.sign(route[b].at[0] - route[a].at[0]))
    assert.equal(Math.sign(seen[b].y - seen[a].y), -Math.sign(route[b].at[1] - route[a].at[1]))
  }
  const frame = await page.locator('[data-test=map]').boundingBox()
  for (const pin of seen) assert.ok(pin.x > frame.x && pin.x < frame.x + frame.width && pin.y > frame.y && pin.y < frame.y + frame.height, pin.label)
  assert.ok((await page.locator('.map-frame .area.own').count()) >= 4)
  assert.ok(await page.locator('.map-frame .way.road path').count())
  assert.ok(await page.locator('[data-test=leg]').count())
  // The bar: so many pixels are so many metres.
  const bar = await page.locator('[data-test=scale]').boundingBox()
  const [, length, unit] = /([\d.]+) (米|公里)/.exec(await page.textContent('[data-test=scale]'))
  assert.ok(Math.abs(bar.width - Number(length) * (unit === '公里' ? 1000 : 1) * (await scale(page))) < 1.5)
  assert.ok(JSON.stringify(box).length <= 64 * 1024, `${JSON.stringify(box).length} bytes`)
  console.log(`# the map of ${route.length} stops: ${JSON.stringify(box).length} bytes, step ${box.step}`)
  assert.deepEqual(problems.filter((one) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(one)), [])
  await page.context().close()
})

test('it is moved and made larger by finger, wheel, button and key; a tap opens the sheet and a drag does not', timed, async () => {
  const page = await withPackage()
  await openMap(page)
  const before = await pins(page)
  const last = before.at(-1)
  await page.touchscreen.tap(last.x, last.y)
  await page.waitForFunction(() => location.hash.startsWith('#/entry/'))
  await page.goBack()
  await page.waitForSelector('[data-test=pin]')
  await settled(page)
  const frame = await page.locator('[data-test=map]').boundingBox()
  const centre = [frame.x + frame.width / 2, frame.y + frame.height / 2]
  const drag = async (from, by) => {
    await page.mouse.move(...from)
    await page.mouse.down()
    await page.mouse.move(from[0] + by[0] / 2, from[1] + by[1] / 2)
    await page.mouse.move(from[0] + by[0], from[1] + by[1])
    await page.mouse.up()
  }
  await drag([before[0].x, before[0].y], [30, 40])
  assert.match(await page.evaluate(() => location.hash), /^#\/map/)
  const after = await pins(page)
  assert.ok(Math.abs(after[0].x - before[0].x - 30) < 1 && Math.abs(after[0].y - before[0].y - 40) < 1)

  // Two fingers that part, as the browser tells of them.
  const touch = await page.context().newCDPSession(page)
  const fingers = (apart) => [{ x: centre[0] - apart, y: centre[1], id: 1 }, { x: centre[0] + apart, y: centre[1], id: 2 }]
  const small = await scale(page)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) })
  for (const apart of [50, 60, 80]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.waitForFunction((known) => Number(document.querySelector('[data-test=map]').dataset.scale) > known * 1.9, small)
  assert.equal(await page.evaluate(() => window.visualViewport.scale), 1, 'the page itself stays as it was')

  for (const [act, grows] of [
    [() => page.click('[data-test=nearer]'), true], [() => page.click('[data-test=farther]'), false],
    [async () => { await page.mouse.move(...centre); await page.mouse.wheel(0, -100) }, true],
    [async () => { await page.focus('[data-test=map]'); await page.keyboard.press('-') }, false],
  ]) {
    const known = await scale(page)
    await act()
    await page.waitForFunction(([was, larger]) => { const now = Number(document.querySelector('[data-test=map]').dataset.scale); return larger ? now > was : now < was }, [known, grows])
  }
  await page.click('[data-test=whole]')
  await settled(page)
  assert.deepEqual((await pins(page)).map(({ x, y }) => [Math.round(x), Math.round(y)]), before.map(({ x, y }) => [Math.round(x), Math.round(y)]))

  await page.locator('[data-test=pin]').first().evaluate((one) => one.focus())
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => location.hash.startsWith('#/entry/village_sheet/'))
  await page.context().close()
})

test('one’s own position is shown with its error only when asked for, and the list tells how far each stop is', timed, async () => {
  const page = await withPackage({ accuracy: 80 })
  await page.context().setGeolocation({ longitude: route[0].at[0] + 0.01, latitude: route[0].at[1], accuracy: 80 })
  await openMap(page)
  assert.equal(await page.locator('[data-test=here]').count(), 0)
  await page.click('[data-test=follow]')
  await page.waitForSelector('[data-test=here]')
  assert.match(await page.textContent('[data-test=where]'), /80 米/)
  const radius = await page.$eval('[data-test=here] .error', (one) => Number(one.getAttribute('r')))
  assert.ok(Math.abs(radius - 80 * (await scale(page))) < 0.5)
  assert.match(await page.locator('[data-test=stop]').first().textContent(), /西方 9\d\d 米（直线）/)
  // Who walks on is followed, also where the position is rougher than before.
  await page.context().setGeolocation({ longitude: route[0].at[0], latitude: route[0].at[1] - 0.02, accuracy: 120 })
  await page.waitForFunction(() => /120 米/.test(document.querySelector('[data-test=where]').textContent))
  assert.match(await page.locator('[data-test=stop]').first().textContent(), /北方 2\.2 公里（直线）/)
  await page.click('[data-test=follow]')
  assert.equal(await page.locator('[data-test=here]').count(), 0)
  await page.context().close()
})

test('a sheet filled in without a network is marked on the map at once; with a network the phone stays with its team', timed, async () => {
  const page = await withPackage()
  await page.context().setOffline(false)
  await page.evaluate(() => localStorage.setItem('wanjia.field.looks', '{}'))
  await page.reload()
  await page.fill('#user', 'ducha')
  await page.fill('#password', 'Lanshan-7-Qiao')
  await page.click('[data-test=enter]')
  await page.waitForSelector('[data-test=map-open]')
  await page.waitForFunction(() => !document.querySelector('[data-test=state]').textContent.includes('…'))
  await page.context().setOffline(true)
  await openMap(page)
  const count = (await pins(page)).filter((pin) => pin.done).length
  await page.locator('[data-test=stop]').last().click()
  await page.click('[data-step=fill]')
  for (const [name, value] of Object.entries({ powered: 'yes', protector: 'yes', bill_understood: 'yes', three_phase_wanted: 'no', repair_answered: 'yes' })) await page.click(`[data-field=${name}] [data-value=${value}]`)
  for (const [name, value] of Object.entries({ voltage: '221', satisfaction: '5', visited_at: '2020-06-20T09:00' })) await page.fill(`[data-field=${name}] input`, value)
  await page.setInputFiles('[data-test=photo]', { name: '入户.jpg', mimeType: 'image/jpeg', buffer: await noisyPhoto(page, 100) })
  await page.waitForSelector('.photos img')
  await page.click('[data-test=save]')
  await page.waitForSelector('[data-test=saved]')
  await go(page, 'map')
  await page.waitForSelector('[data-test=pin]')
  const after = await pins(page)
  assert.equal(after.filter((pin) => pin.done).length, count + 1)
  assert.match(after.at(-1).label, /已填/)
  await page.context().setOffline(false)
  assert.deepEqual((await sendAll(page)).map((item) => item.state), ['done', 'done'])
  await go(page, 'map')
  await page.waitForSelector('[data-test=pin].done')
  const [sheet] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=route-sheet]')])
  assert.equal(sheet.suggestedFilename(), `督战核查路线单 ${TEAM}.docx`)
  assert.equal(readFileSync(await sheet.path()).subarray(0, 2).toString(), 'PK')
  await go(page, 'me')
  await page.selectOption('#team', '')
  await page.waitForFunction(() => !document.querySelector('[data-test=state]').textContent.includes('…'))
  await go(page, 'tasks')
  await page.waitForSelector('[data-test=map-open]', { state: 'detached' })
  await go(page, 'me')
  await page.selectOption('#team', TEAM)
  await page.waitForFunction(() => !document.querySelector('[data-test=state]').textContent.includes('…'))
  await go(page, 'tasks')
  await page.waitForSelector('[data-test=map-open]')
  await page.context().close()
})

for (const [language, looks, width] of [['zh', {}, 360], ['zh', {}, 412], ['en', { display: 'dark' }, 360], ['en', { display: 'dark' }, 412], ['zh', { display: 'outdoor', large: true }, 360]]) {
  test(`at ${width} px in ${language}, ${looks.display ?? 'light'}: no serious finding, targets of 48 px, nothing cut off`, timed, async () => {
    const page = await withPackage({ language })
    await page.evaluate((chosen) => localStorage.setItem('wanjia.field.looks', JSON.stringify(chosen)), looks)
    await page.reload()
    await page.setViewportSize({ width, height: 780 })
    await page.waitForSelector('[data-test=map-open]')
    await openMap(page)
    await page.context().setGeolocation({ longitude: route[1].at[0] - 0.004, latitude: route[1].at[1], accuracy: 150 })
    const name = `${language}-${looks.display ?? 'light'}${looks.large ? '-large' : ''}-${width}`
    await page.screenshot({ path: `${OUT}field-map-${name}.png`, fullPage: true })
    await page.click('[data-test=follow]')
    await page.waitForSelector('[data-test=here]')
    await settled(page)
    await page.screenshot({ path: `${OUT}field-map-here-${name}.png` })
    await page.evaluate(AXE)
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`), [])
    assert.deepEqual(await page.$$eval('button, a.button, a.item, .tabs-bar a', (all) => all.filter((one) => one.offsetParent !== null).map((one) => [one.textContent.trim(), one.getBoundingClientRect()]).filter(([, place]) => place.height < 47.5).map(([text]) => text)), [])
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true)
    await page.context().close()
  })
}
