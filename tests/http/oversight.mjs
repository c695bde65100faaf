/** Boards, trends, what-if, programme files, the trail, health, totals and what is asked of the units. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomUUID } from 'node:crypto'

const programme = 'huayuan-2019'
const period = '2019-06'
const headers = () => ({ 'X-Wanjia-Operation': randomUUID(), 'Content-Type': 'application/json' })

export function oversightTests(at) {
  const call = (id, more = {}) => at().contract.call(id, more)
  const path = { programme }
  const missing = { path: { programme: 'nobody-2000' }, expect: 404 }
  const post = (id, body, expect = 200) => call(id, { headers: headers(), body: JSON.stringify(body), expect })

  test('a board of today and of a past day', async () => {
    const ledger = { path: { ledger: 'no_power_case' } }
    const { json: board } = await call('get_board', { ...ledger })
    const { json: { total } } = await call('list_entries', { ...ledger })
    assert.equal(board.columns.reduce((sum, one) => sum + one.entries, 0), total)
    const { json: before } = await call('get_board', { ...ledger, query: { as_of: '2019-01-01' } })
    assert.equal(before.cards.length, 0)
    await call('get_board', { ...ledger, query: { as_of: 'yesterday' }, expect: 400 })
    await call('get_board', { path: { ledger: 'nobody' }, expect: 404 })
  })

  test('points over the periods, and what they would be', async () => {
    const { json: trend } = await call('get_trend', { path })
    const { json: table } = await call('get_score', { path, query: { period } })
    const { region, points } = table.villages[0]
    const at = trend.periods.findIndex((one) => one.period === period)
    assert.equal(trend.series.find((one) => one.region === region).points[at].points, points)
    const { json: own } = await call('get_trend', { path, query: { region } })
    assert.equal(own.series.length, 1)
    await call('get_trend', { path, query: { region: '999999999999' }, expect: 404 })
    await call('get_trend', { path, query: { region: '1' }, expect: 400 })
    const query = { period, region, set: 'phone_rate:1/1000' }
    const { json: assumed } = await call('assume_counts', { path, query })
    assert.equal(assumed.before.points, points)
    assert.notEqual(assumed.after.points, points)
    const { json: after } = await call('get_score', { path, query: { period } })
    assert.deepEqual(after, table)
    await call('assume_counts', { path, query: { ...query, set: 'phone_rate' }, expect: 400 })
    await call('assume_counts', { path, query: { ...query, set: 'nothing:1/2' }, expect: 404 })
  })

  test('a programme file is checked, tried out, loaded and made a template', async () => {
    const { json: { versions } } = await call('list_programme_versions', { path })
    await call('list_programme_versions', missing)
    const { json: { yaml } } = await call('get_programme_text', { path: { programme, sequence: versions[0].sequence } })
    await call('get_programme_text', { path: { programme, sequence: 999_999 }, expect: 404 })
    await call('get_programme_text', { path: { programme, sequence: 'last' }, expect: 400 })
    const next = yaml.replace(/\nversion: \d+\n/, `\nversion: ${versions[0].version + 1}\n`)
    const { json: good } = await post('check_programme', { yaml: next })
    assert.equal(good.programme.code, programme)
    const { json: bad } = await post('check_programme', { yaml: next.replace('issuer:', 'isuer:') })
    assert.ok(bad.problems.length > 0 && bad.problems[0].line > 0)
    await post('check_programme', {}, 400)
    const { json: preview } = await post('preview_programme', { yaml: next, period })
    assert.equal(preview.changed, 0)
    await post('preview_programme', { yaml: 'programme: x' }, 400)
    const { json: loaded } = await post('load_programme', { yaml: next })
    assert.equal(loaded.version, versions[0].version + 1)
    await post('load_programme', { yaml: 'programme: x' }, 400)
    const query = { code: 'copy-2030', region: '433124000000', years: 11 }
    const { json: template } = await call('make_template', { path, query })
    assert.match(template.yaml, /first: 2030-01/)
    assert.doesNotMatch(template.tasks, /2019-/)
    await call('make_template', { path, query: { ...query, years: 51 }, expect: 400 })
    await call('make_template', { path: { programme: 'nobody-2000' }, query, expect: 404 })
  })

  test('the trail line by line, with a proof', async () => {
    const { json: page } = await call('list_trail', { query: { limit: 5 } })
    assert.deepEqual(page.lines.map((one) => one.sequence), [0, 1, 2, 3, 4].map((back) => page.size - back))
    const { json: older } = await call('list_trail', { query: { limit: 5, before: page.next } })
    assert.equal(older.lines[0].sequence, page.next - 1)
    await call('list_trail', { query: { limit: 0 }, expect: 400 })
    const { json: proof } = await call('prove_trail_entry', { path: { sequence: 1 } })
    assert.equal(proof.index, 0)
    await call('prove_trail_entry', { path: { sequence: 999_999 }, expect: 404 })
    await call('prove_trail_entry', { path: { sequence: 'first' }, expect: 400 })
  })

  test('health, totals and what is asked of the units', async () => {
    assert.deepEqual((await call('list_jobs')).json.jobs, [])
    const { json: health } = await call('get_health')
    assert.equal(health.registers.reduce((sum, one) => sum + one.rows, 0), health.rows)
    await call('reconcile', { path })
    await call('reconcile', missing)
    await call('get_burden', { query: { from: '2019-01-01', to: '2019-12-31' } })
    const { json: watched } = await call('list_attention')
    assert.ok(watched.units.every(({ score }) => Number(score) >= 0))
    await call('get_burden', { query: { from: '2019-12-31', to: '2019-01-01' }, expect: 400 })
  })
}
