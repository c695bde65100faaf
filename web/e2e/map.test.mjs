/**
 * The wall map in a real browser, against the real program with a demo county and entries at work: what it shows adds up, it asks no other host,
 * and how long a frame takes while it is moved.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { DESK, OUT, slowness, useCounty } from './browser.mjs'
import { signInAs } from './real.mjs'

const HOUSEHOLDS = 100_000

let lead
const { county, open, problems } = useCounty({}, async () => {
  lead = await signInAs(county.url, 'jingxin')
  const { json: { box: [west, south, east, north] } } = await lead.get('/api/map/lights')
  // Groups of some twenty households, as villages lie, all over the county.
  const place = (at, from, to, turn) => (from + (to - from) * ((at * turn) % 1)).toFixed(6)
  const rows = Array.from({ length: HOUSEHOLDS }, (_, at) => {
    const group = Math.floor(at / 20)
    const near = (at % 20) / 20 * 2 * Math.PI
    const lon = Number(place(group, west, east, 0.6180339887)) + 0.001 * Math.cos(near)
    const lat = Number(place(group, south, north, 0.7548776662)) + 0.001 * Math.sin(near)
    return `${county.village},M${at + 1},${1 + (at % 6)},yes,yes,${lon.toFixed(6)},${lat.toFixed(6)}`
  })
  const file = `${OUT}households-100000.csv`
  writeFileSync(file, `region,number,residents,powered,protector,lon,lat\n${rows.join('\n')}\n`)
  county.run(['import', 'household', file, '--datum', 'cgcs2000', '--json'])
})

async function openMap(query = '', size = DESK, asked = []) {
  const page = await open('jingxin', { size })
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${county.url}/map${query}`)
  await page.waitForSelector('[data-test=wall-map][data-ready]', { timeout: 60_000 })
  return page
}

test('C_58_villages_by_colour add up, and no other host is asked', { timeout: 180_000 }, async () => {
  const asked = []
  const page = await openMap('', DESK, asked)
  const { json: lights } = await lead.get('/api/map/lights')
  const shown = (await page.locator('[data-test=wall-villages] b').allTextContents()).map(Number)
  assert.equal(shown.reduce((sum, one) => sum + one, 0), lights.villages.total)
  const rows = await page.locator('[data-test=wall-townships] tbody tr').count()
  assert.equal(rows, lights.townships.length)
  assert.ok(asked.some((address) => address.includes('/api/tiles/village_light/')))
  const others = asked.filter((address) => !address.startsWith(county.url) && !/^(data|blob):/.test(address))
  assert.deepEqual(others, [])
  await page.context().close()
})

test('X_15_a click opens the row, lengths are measured, a sheet is drawn to scale', { timeout: 240_000 }, async () => {
  const page = await openMap('?layers=village_light')
  const box = await page.locator('[data-test=wall-map]').boundingBox()
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await page.mouse.click(middle.x, middle.y)
  await page.waitForSelector('[data-test=wall-card]')
  await page.keyboard.press('Escape')
  await page.click('[data-test=measure-length]')
  await page.mouse.click(middle.x - 150, middle.y)
  await page.mouse.click(middle.x + 150, middle.y)
  await page.waitForFunction(() => /km/.test(document.querySelector('[data-test=measured]')?.textContent ?? ''))
  await page.keyboard.press('Escape')
  await page.click('[data-test=print]')
  await page.waitForSelector('.sheet[data-ready]', { timeout: 60_000 })
  await page.screenshot({ path: `${OUT}map-sheet.png` })
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
  assert.match(pdf.toString('latin1'), /\/MediaBox\s*\[\s*0 0 84[12][.\d]* 59[45][.\d]*/)
  await page.context().close()
})

/** How long each frame takes while the map is dragged about, in milliseconds from the shortest. */
function frames(page) {
  return page.evaluate(async () => {
    const canvas = document.querySelector('[data-test=wall-map] canvas')
    const { left, top, width, height } = canvas.getBoundingClientRect()
    const at = (x, y) => ({ clientX: left + width / 2 + x, clientY: top + height / 2 + y, bubbles: true, button: 0, buttons: 1 })
    canvas.dispatchEvent(new MouseEvent('mousedown', at(0, 0)))
    const times = []
    let last = performance.now()
    for (let step = 0; step < 120; step += 1) {
      document.dispatchEvent(new MouseEvent('mousemove', at(200 * Math.sin(step / 12), 120 * Math.cos(step / 9))))
      canvas.dispatchEvent(new MouseEvent('mousemove', at(200 * Math.sin(step / 12), 120 * Math.cos(step / 9))))
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    document.dispatchEvent(new MouseEvent('mouseup', at(0, 0)))
    return times.sort((a, b) => a - b)
  })
}

test('dragged with every layer and 100,000 households; how long a frame takes', { timeout: 240_000 }, async () => {
  const every = 'village_light,boundary,household,settlement,station,power_line,transformer_area,public_place,pond,building,hazard,issue,task'
  const told = {}
  for (const layers of ['none', every]) {
    const page = await openMap(`?layers=${layers}`)
    told[layers === 'none' ? 'floor' : 'whole'] = await frames(page)
    await page.context().close()
  }
  const { floor, whole } = told
  const text = (times) => `p50 ${times[60].toFixed(1)} ms, p95 ${times[114].toFixed(1)} ms`
  console.log(`${HOUSEHOLDS} households, every layer: frame ${text(whole)}; without a layer, the floor of software rendering: ${text(floor)}`)
  assert.ok(whole[60] < 2000 * (await slowness()), text(whole))
})

test('tiles of a pan path through the server', { timeout: 240_000 }, async () => {
  const { json: { box } } = await lead.get('/api/map/lights')
  const cookie = lead.cookie()
  const spot = (lon, lat, zoom) => {
    const side = 2 ** zoom
    const sine = Math.sin((lat * Math.PI) / 180)
    return [Math.floor(((lon + 180) / 360) * side), Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side)]
  }
  const times = []
  for (let step = 0; step < 60; step += 1) {
    const zoom = 9 + (step % 6)
    const [x, y] = spot(box[0] + (box[2] - box[0]) * (0.5 + 0.4 * Math.sin(step * 0.7)), box[1] + (box[3] - box[1]) * (0.5 + 0.4 * Math.cos(step * 0.5)), zoom)
    for (const layer of ['village_light', 'household', 'settlement', 'station', 'power_line', 'transformer_area', 'pond', 'hazard']) {
      const begin = performance.now()
      const answer = await fetch(`${county.url}/api/tiles/${layer}/${zoom}/${x}/${y}`, { headers: { Cookie: cookie, 'Accept-Encoding': 'gzip' } })
      await answer.arrayBuffer()
      times.push(performance.now() - begin)
      assert.equal(answer.status, 200)
    }
  }
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1)
  console.log(`${times.length} tiles: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`)
})

test('nothing went wrong on the way', () => assert.deepEqual(problems, []))
