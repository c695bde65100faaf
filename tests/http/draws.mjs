/** A draw from freezing to a replacement, each answer that the contract describes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

const headers = () => ({ 'X-Wanjia-Operation': randomUUID(), 'Content-Type': 'application/json' })
const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const later = (seconds) => new Date(Math.floor(Date.now() / 1000 + seconds) * 1000).toISOString().replace('.000Z', 'Z')

export function drawTests(at) {
  const call = (id, more = {}) => at().contract.call(id, more)
  const step = (id, draw, body, expect = 200) =>
    call(id, { path: { draw }, headers: headers(), body: body && JSON.stringify(body), expect })
  const number = 'a'.repeat(64)
  const value = '01234567890123456789'
  const freeze = (draw, body = { frame: 'V1 T\nV2 T\nV3 T\n', each: '1', nonce: number }, expect = 200) =>
    call('freeze_draw', { headers: headers(), body: JSON.stringify({ draw, ...body }), expect })
  const terms = (seconds) => ({
    hash: 'sha256', parties: 'county,grid', public: 'dice-20', public_fallback: 'dice-20-again',
    commit_by: later(seconds), reveal_by: later(seconds + 1), public_at: later(seconds + 1), seal_until: later(seconds + 1)
  })

  test('a draw is refused out of turn, held, published and added to', async () => {
    await call('get_draw', { path: { draw: 'H-1' }, expect: 404 })
    await step('announce_draw', 'H-1', terms(15), 404)
    await freeze('H-1', { frame: 'V1', each: '1', nonce: number }, 400)
    const { json: { rows } } = await call('list_rows', { path: { register: 'region' }, query: { limit: 500 } })
    const villages = rows.filter(({ values }) => values.level === 'village' && !values.valid_to).slice(-3)
    const frame = villages.map(({ values }) => `${values.region} T\n`).sort().join('')
    const { json: { shortfalls } } = await freeze('H-1', { frame, each: '1', nonce: number })
    assert.deepEqual(shortfalls, [])
    await freeze('H-1', undefined, 409)
    await call('get_draw_estimates', { path: { draw: 'H-1' }, expect: 409 })
    await call('get_draw_estimates', { path: { draw: 'H-9' }, expect: 404 })
    await step('prepare_visits', 'H-1', { due_on: '2030-01-01' }, 409)
    await step('prepare_visits', 'H-9', { due_on: '2030-01-01' }, 404)
    await step('announce_draw', 'H-1', { ...terms(15), hash: 'md5' }, 400)
    await step('announce_draw', 'H-1', terms(15))
    await step('announce_draw', 'H-1', terms(15), 409)
    const file = async (name, expect = 200) => (await call('get_draw_file', { path: { draw: 'H-1', file: name }, expect })).bytes.toString()
    const announced = sha256(await file('announce.txt'))
    await file('sample.tsv', 404)
    const commitment = (party) => ({ party, commitment: sha256(`VRS-1/commit\n${announced}\n${party}\n${number}\n`) })
    await step('commit_to_draw', 'H-1', { party: 'bank', commitment: number }, 400)
    await step('commit_to_draw', 'H-1', commitment('county'))
    await step('commit_to_draw', 'H-1', commitment('county'), 409)
    await step('commit_to_draw', 'H-1', commitment('grid'))
    await step('reveal_to_draw', 'H-1', { party: 'grid', number: 'b'.repeat(64) }, 400)
    await step('reveal_to_draw', 'H-1', { party: 'grid', number })
    await step('close_draw', 'H-1', undefined, 409)
    await step('reveal_to_draw', 'H-1', { party: 'county', number })
    await step('close_draw', 'H-1')
    await step('reveal_to_draw', 'H-1', { party: 'county', number }, 409)
    await step('set_public_value', 'H-1', { value }, 409)
    await waitFor('H-1', file)
    await step('set_public_value', 'H-1', { value: '12' }, 400)
    const { json: { seed, sampled } } = await step('set_public_value', 'H-1', { value })
    assert.equal(sampled, 1)
    assert.equal(seed, sha256(await file('seed.txt')))
    const { json: shown } = await call('get_draw', { path: { draw: 'H-1' } })
    assert.ok(shown.check.ok && shown.published)
    const unit = (await file('sample.tsv')).split('\t')[2]
    await step('replace_unit', 'H-1', { unit, reason: 'not an id', evidence: 'photo-1' }, 400)
    await step('replace_unit', 'H-1', { unit, reason: 'flood', evidence: 'photo-1' })
    await step('replace_unit', 'H-1', { unit, reason: 'flood', evidence: 'photo-1' }, 409)
    await step('enlarge_draw', 'H-1', { stratum: 'T', count: '9', reason: 'more' }, 400)
    await step('enlarge_draw', 'H-1', { stratum: 'T', count: '2', reason: 'more' })
    await step('void_draw', 'H-1', { reason: '不合意' }, 409)
    await step('prepare_visits', 'H-1', { due_on: '2030-02-30', teams: { T: '一组' } }, 400)
    const { json: visits } = await step('prepare_visits', 'H-1', { due_on: '2030-01-01', teams: { T: '一组' } })
    assert.equal(visits.opened, 2)
    assert.equal((await step('prepare_visits', 'H-1', { due_on: '2030-01-01', teams: { T: '一组' } })).json.known, 2)
    const { json: slice } = await call('get_slice', { query: { team: '一组', draw: 'H-1' } })
    assert.deepEqual(slice.route.map(({ order }) => order), [1, 2])
    assert.ok(!slice.rows.household?.rows?.length)
    await call('get_slice', { query: { team: '九组' }, expect: 404 })
    const sheet = await call('get_route_sheet', { query: { team: '一组', draw: 'H-1' } })
    assert.equal(sheet.bytes.subarray(0, 2).toString(), 'PK')
    await call('get_route_sheet', { query: { team: '九组' }, expect: 404 })
    await call('get_route_sheet', { expect: 400 })
    const { json: compared } = await call('get_draw_estimates', { path: { draw: 'H-1' } })
    assert.ok(compared.checks.some(({ name, open }) => name === 'three_phase' && open === 2))
    const find = (body, expect = 200) => call('open_findings', { headers: headers(), body: JSON.stringify(body), expect })
    assert.equal((await find({ draw: 'H-1' })).json.opened, 0)
    await find({ number: '1' }, 400)
    await find({ register: 'nothing' }, 404)
  })

  /** The protocol's own wait: until the announced moment of the public value. */
  async function waitFor(draw, file) {
    const moment = /public_at=(.*)/.exec(await file('announce.txt'))[1]
    await pause(Math.max(0, Date.parse(moment) - Date.now()))
  }

  test('a draw is void before its public value, and the sum holds', async () => {
    await freeze('H-2')
    await step('replace_unit', 'H-2', { unit: 'V1', reason: 'r', evidence: 'e' }, 409)
    await step('enlarge_draw', 'H-2', { stratum: 'T', count: '2', reason: 'r' }, 409)
    await step('announce_draw', 'H-2', terms(600))
    await step('void_draw', 'H-2', { reason: ' ' }, 400)
    await step('void_draw', 'H-2', { reason: '样本框有误' })
    for (const id of ['commit_to_draw', 'reveal_to_draw', 'close_draw', 'set_public_value', 'replace_unit', 'enlarge_draw', 'void_draw'])
      await step(id, 'H-9', { commit_to_draw: { party: 'grid', commitment: number }, reveal_to_draw: { party: 'grid', number },
        set_public_value: { value }, replace_unit: { unit: 'V1', reason: 'r', evidence: 'e' },
        enlarge_draw: { stratum: 'T', count: '2', reason: 'r' }, void_draw: { reason: '无' } }[id], 404)
    const { json: all } = await call('list_draws')
    assert.equal(all.announced, all.published + all.void + all.pending)
    assert.equal(all.alarm, false)
    assert.ok(all.void >= 1 && all.published >= 1)
  })
}
