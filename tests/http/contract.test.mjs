/** Every operation of docs/openapi.yaml against the built program: each described answer must come. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { Contract } from './contract.mjs'
import { documentTests } from './documents.mjs'
import { drawTests } from './draws.mjs'
import { evidenceTests } from './evidence.mjs'
import { messageTests } from './messages.mjs'
import { oversightTests } from './oversight.mjs'
import { startProgram } from './program.mjs'

const programme = 'huayuan-2019'
const period = '2019-06'
let server
let contract
let stopped

before(async () => {
  server = await startProgram()
  contract = new Contract(server.address)
})
after(async () => {
  if (!stopped) await server?.stop()
})

const operation = (id = randomUUID()) => ({ 'X-Wanjia-Operation': id })
const isWorkbook = (bytes) => bytes.subarray(0, 2).toString() === 'PK'

async function firstVillage() {
  const { json } = await contract.call('list_rows', { path: { register: 'village' }, query: { limit: 1 } })
  return json.rows[0]
}

/** A village row that differs from the stored one, so that writing it is a change. */
async function changedVillage(difference) {
  const { values } = await firstVillage()
  return { ...values, residents: String(Number(values.residents) + difference) }
}

const put = (values, headers = operation(), expect = 200, register = 'village') =>
  contract.call('put_row', {
    path: { register }, headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ values }), expect
  })

const importCsv = (text, { headers = operation(), query = {}, register = 'service_use', expect = 200 } = {}) =>
  contract.call('import_file', {
    path: { register }, query: { file_name: '应用 6月.csv', ...query },
    headers: { ...headers, 'Content-Type': 'application/octet-stream' }, body: text, expect
  })

const tryCsv = (text, { query = {}, register = 'service_use', expect = 200 } = {}) =>
  contract.call('try_import', {
    path: { register }, query: { file_name: '应用 6月.csv', ...query },
    headers: { ...operation(), 'Content-Type': 'application/octet-stream' }, body: text, expect
  })

async function serviceUse(month, bad = false) {
  const { values } = await firstVillage()
  const region = bad ? '999999999999' : values.region
  return `region,period,mas_sends\n${values.region},${month},3\n${region},2019-04,4\n`
}

const post = (id, path, body, expect = 200) => contract.call(id, {
  path, headers: { ...operation(), 'Content-Type': 'application/json' }, body: JSON.stringify(body), expect
})

test('one personal value is shown for a reason', async () => {
  const { json: { rows } } = await contract.call('list_rows', { path: { register: 'household' }, query: { limit: 1 } })
  const path = { register: 'household', id: rows[0].id }
  const { json } = await post('reveal_value', path, { field: 'head_name', reason: '核对户主姓名' })
  assert.equal(rows[0].values.head_name[0], json.value[0])
  assert.ok(!rows[0].values.head_name.includes(json.value))
  await post('reveal_value', path, { field: 'head_name', reason: '看' }, 400)
  await post('reveal_value', { register: 'household', id: 99999999 }, { field: 'head_name', reason: '核对户主姓名' }, 404)
})

test('a person is found by an exact value and taken out of a row', async () => {
  const { values: { region } } = await firstVillage()
  const phone = '13900009999'
  await put({ region, number: 'X-erase', head_name: '向某', phone }, operation(), 200, 'household')
  const search = { register: 'household', field: 'phone', value: phone, reason: '本人来电查询' }
  const found = async () => (await post('find_person', {}, search)).json
  const { rows, total } = await found()
  assert.equal(total, 1)
  assert.equal(rows[0].values.phone, '139****9999')
  await post('find_person', {}, { ...search, reason: '查' }, 400)
  await post('find_person', {}, { ...search, field: 'nothing' }, 404)
  const path = { register: 'household', id: rows[0].id }
  await post('erase_personal', path, { reason: '删' }, 400)
  await post('erase_personal', { ...path, id: 99999999 }, { reason: '本人要求删除' }, 404)
  const { json: gone } = await post('erase_personal', path, { reason: '本人要求删除' })
  assert.deepEqual([gone.versions, gone.files], [1, []])
  assert.equal((await found()).total, 0)
})

test('a ledger: opening, steps, requests, figures, the daily look', async () => {
  const ledger = 'no_power_case'
  const missing = { ledger, number: 'nothing' }
  const { json: { ledgers } } = await contract.call('list_ledgers')
  assert.ok(ledgers.some((one) => one.name === ledger))
  const { values: { region } } = await firstVillage()
  const found = { region, found_on: '2019-05-06', cause: 'split' }
  const { json: opened } = await post('open_entry', { ledger }, { values: found })
  await post('open_entry', { ledger }, { values: { region } }, 400)
  await post('open_entry', { ledger: 'nobody' }, { values: found }, 404)
  const path = { ledger, number: opened.number }
  const { json: entry } = await contract.call('get_entry', { path })
  assert.equal(entry.history.length, 1)
  await contract.call('get_entry', { path: missing, expect: 404 })
  const check = { step: 'check', seen: entry.version, values: { safety_conclusion: 'fit' } }
  await post('take_step', path, check)
  await post('take_step', path, check, 409)
  await post('take_step', path, { step: 'nothing', seen: entry.version }, 400)
  await post('take_step', missing, check, 404)

  await post('ask_for', path, { request: 'pause', reason: '汛期道路中断' })
  await post('ask_for', path, { request: 'holiday', reason: '放假' }, 400)
  await post('ask_for', missing, { request: 'pause', reason: '汛期' }, 404)
  await post('decide_request', missing, { granted: true }, 404)
  await post('resume_entry', missing, {}, 404)
  await post('resume_entry', path, {}, 409)

  const { json: second } = await post('open_entry', { ledger }, { values: found })
  const other = { ledger, number: second.number }
  await post('decide_request', other, { granted: true }, 409)
  const { json: third } = await post('open_entry', { ledger }, { values: found })
  await post('merge_entry', { ledger, number: third.number }, { into: second.number, note: '重复申报' })
  await post('merge_entry', other, { into: second.number }, 400)
  await post('merge_entry', missing, { into: second.number }, 404)
  await contract.call('list_near_entries', { path: other })
  await contract.call('list_near_entries', { path: missing, expect: 404 })
  const { json: counted } = await contract.call('get_counted', { path: other })
  assert.deepEqual(counted, { filled_at: null, fields: [] })
  await contract.call('get_counted', { path: missing, expect: 404 })

  await contract.call('list_entries', { path: { ledger }, query: { region, state: 'checked' } })
  await contract.call('list_entries', { path: { ledger }, query: { limit: 0 }, expect: 400 })
  await contract.call('list_entries', { path: { ledger: 'nobody' }, expect: 404 })
  await contract.call('list_entries', { path: { ledger }, query: { q: 'sttc', sort: 'found_on', direction: 'descending', only: 'turn', light: 'red' } })
  await contract.call('list_entries', { path: { ledger }, query: { sort: 'phone' }, expect: 400 })
  await contract.call('get_overview', { query: { region } })
  await contract.call('get_overview', { query: { region: 'x' }, expect: 400 })
  const { response: first } = await contract.call('get_start')
  await contract.call('get_start', { headers: { 'If-None-Match': first.headers.get('etag') }, expect: 304 })
  await contract.call('find_units', { query: { q: 'gs', limit: 5 } })
  await contract.call('find_units', { query: { limit: 0 }, expect: 400 })
  await contract.call('get_ledger_figures', { path: { ledger } })
  await contract.call('get_ledger_figures', { path: { ledger }, query: { region: 'x' }, expect: 400 })
  await contract.call('get_ledger_figures', { path: { ledger: 'nobody' }, expect: 404 })
  const days = { begin: '2020-01-01', deadline: '2020-06-30' }
  await contract.call('get_ledger_plan', { path: { ledger }, query: days, expect: 400 })
  await contract.call('get_ledger_plan', { path: { ledger: 'task' }, query: days })
  await contract.call('get_ledger_plan', { path: { ledger: 'nobody' }, query: days, expect: 404 })
  await contract.call('evaluate', { headers: operation() })

  const notice = { kind: 'notice', document: '关于做好督查工作的通知' }
  await put({ region, code: 'office', name: '督查办', kind: 'township' }, operation(), 200, 'unit')
  const { json: sent } = await post('open_for_units', { ledger: 'notice_receipt' }, { where: "kind = 'township'", values: notice })
  assert.equal(sent.numbers.length, 1)
  await post('open_for_units', { ledger: 'notice_receipt' }, { where: "kind = 'school'", values: notice }, 400)
  await post('open_for_units', { ledger: 'notice_receipt' }, { where: "kind = 'nothing", values: notice }, 400)
  await post('open_for_units', { ledger: 'nobody' }, { values: notice }, 404)
  const households = { register: 'household' }
  const { json: counts } = await contract.call('get_counts', { path: households, query: { by: 'powered', sum: 'residents', where: "powered = yes" } })
  assert.equal(counts.total.rows, counts.rows.reduce((sum, row) => sum + row.rows, 0))
  await contract.call('get_counts', { path: { register: ledger }, query: { by: 'cause,region', latest: 'found_on' } })
  await contract.call('get_counts', { path: households, query: { by: 'phone' }, expect: 400 })
  await contract.call('get_counts', { path: households, query: { by: 'powered', where: "phone = '1'" }, expect: 400 })
  await contract.call('get_counts', { path: { register: 'nobody' }, query: { by: 'powered' }, expect: 404 })
  await contract.call('get_short_boards', { path: { programme: 'huayuan-2019' } })
  await contract.call('get_short_boards', { path: { programme: 'nobody-2000' }, expect: 404 })
  const { json: crossings } = await post('find_crossings', {}, {})
  assert.ok(crossings.lines > 0 && crossings.numbers.length > 0)
  await post('find_crossings', {}, { clearances: 'version: 1' }, 400)
  const { json: suspicions } = await post('look_for_suspicion', {}, {})
  assert.ok(suspicions.looked_at.reported > 0)
  assert.equal((await post('look_for_suspicion', {}, {})).json.known, suspicions.known + suspicions.numbers.length)
  await post('look_for_suspicion', {}, { rules: 'version: 1' }, 400)
  await settlements(region)
  await post('seed_tasks', { programme: 'nobody-2000' }, {}, 404)
  const { json: seeded } = await post('seed_tasks', { programme: 'huayuan-2019' }, {})
  const { json: again } = await post('seed_tasks', { programme: 'huayuan-2019' }, {})
  assert.deepEqual([again.opened, again.known], [0, seeded.opened + seeded.known])
  // Deciding takes a second person, who can sign in only where there are accounts: server_test does.
  contract.mark('decide_request', 200)
  contract.mark('resume_entry', 200)
})

async function settlements(village) {
  const region = `${village.slice(0, 6)}000000`
  const { json: run } = await post('find_settlements', {}, { region, radius_m: '300', min_households: 20 })
  assert.ok(run.settlements > 1 && run.changes.appeared === run.settlements)
  await post('find_settlements', {}, { region, radius_m: 'far' }, 400)
  await post('find_settlements', {}, { region: '999999000000' }, 404)
  const { json: list } = await contract.call('list_settlements', { query: { region } })
  assert.equal(list.settlements.length, run.settlements)
  await contract.call('list_settlements', { query: { region: 'x' }, expect: 400 })
  const [{ number: settlement }, { number: other }] = list.settlements
  const { json: one } = await contract.call('get_settlement', { path: { settlement } })
  assert.equal(one.members.length, one.households)
  await contract.call('get_settlement', { path: { settlement: 'one' }, expect: 400 })
  await contract.call('get_settlement', { path: { settlement: 999999 }, expect: 404 })
  const { json: merged } = await post('correct_settlement', {}, { kind: 'merge', settlement, other, reason: '同一自然村' })
  await post('correct_settlement', {}, { kind: 'merge', settlement, other }, 404)
  await post('correct_settlement', {}, { kind: 'merge', settlement, other: settlement }, 400)
  await post('correct_settlement', {}, { kind: 'split', settlement, households: one.members.slice(0, 3).map((each) => each.household) })
  const { json: since } = await contract.call('get_settlement_changes', { path: { run: run.run } })
  assert.deepEqual([since.counts.merged, since.counts.split], [1, 1])
  await post('correct_settlement', {}, { kind: 'withdraw', correction: merged.correction })
  await post('correct_settlement', {}, { kind: 'withdraw', correction: merged.correction }, 409)
  const { json: again } = await post('find_settlements', {}, { region, min_households: 25 })
  await contract.call('get_settlement_changes', { path: { run: run.run }, query: { to: again.run } })
  await contract.call('get_settlement_changes', { path: { run: again.run }, query: { to: run.run }, expect: 400 })
  await contract.call('get_settlement_changes', { path: { run: 999 }, expect: 404 })
  const { json: runs } = await contract.call('list_settlement_runs', { query: { region } })
  assert.equal(runs.runs.length, 2)
  await contract.call('list_settlement_runs', { query: { region: 'x' }, expect: 400 })
  contract.mark('find_settlements', 409) // a settlement across a border: settlements_test.cpp
}

test('a register and a ledger from their files', async () => {
  const yaml = 'register: borehole\nlabel: {zh: 水井, en: Borehole}\nkey: [region, number]\nfields:\n' +
    '  - {name: region, type: region, class: open, required: true, label: {zh: 区划代码, en: Region code}}\n' +
    '  - {name: number, type: text, max: 20, class: open, required: true, label: {zh: 编号, en: Number}}\n'
  await post('declare_register', {}, { yaml })
  await post('declare_register', {}, { yaml }, 409)
  await post('declare_register', {}, { yaml: 'register: 9' }, 400)
  const ledger = 'ledger: borehole_fault\nversion: 2\nlabel: {zh: 水井故障, en: Borehole fault}\nnumber: "{year}-{serial:3}"\n' +
    'fields: []\nstates:\n  - {name: found, label: {zh: 发现, en: Found}}\n  - {name: mended, label: {zh: 修复, en: Mended}}\n' +
    '  - {name: closed, kind: closed, label: {zh: 销号, en: Closed}}\nstart: found\nopen: {who: [village_clerk]}\nsteps:\n' +
    '  - {name: mend, label: {zh: 报修复, en: Report}, from: [found], to: mended, who: [village_clerk], ' +
    'evidence: {least: 1, why: {zh: 修复照片, en: a photo}}}\n' +
    '  - {name: close, label: {zh: 销号, en: Close}, from: [mended], to: closed, who: [township_leader], not_by: [mend]}\n'
  await post('load_ledger', {}, { yaml: ledger })
  await post('load_ledger', {}, { yaml: ledger.replace('version: 2', 'version: 1').replace('修复照片', '照片') }, 409)
  await post('load_ledger', {}, { yaml: 'ledger: 9' }, 400)
})

test('a phone: its part of the data, what has changed, a batch of commands', async () => {
  const { values: { region } } = await firstVillage()
  const slice = (query, expect) => contract.call('get_slice', { query: { region, ...query }, expect })
  const { json: whole } = await slice({}, 200)
  assert.equal(whole.whole, true)
  assert.ok(whole.rows.household.rows.length > 0)
  const since = { since: whole.next, view: whole.view }
  const { json: nothing } = await slice(since, 200)
  assert.deepEqual([nothing.whole, nothing.rows], [false, {}])
  await slice({ since: -1 }, 400)

  const command = (counter, cause) => ({
    counter, kind: 'open_entry', time: '2020-03-02T08:00:00.000+08:00',
    payload: { ledger: 'no_power_case', values: { region, found_on: '2019-05-06', cause } }
  })
  const batch = { device: '0123456789abcdef', commands: [command(1, 'no such cause'), command(2, 'split')] }
  const { json: first } = await post('send_batch', {}, batch)
  assert.deepEqual(first.outcomes.map((one) => one.status), ['refused', 'done'])
  const { json: second } = await post('send_batch', {}, batch)
  assert.deepEqual(second.outcomes[1], first.outcomes[1])
  const { json: changed } = await slice(since, 200)
  assert.deepEqual(Object.keys(changed.rows), ['no_power_case'])
  assert.equal(changed.rows.no_power_case.rows.length, 1)
  await post('send_batch', {}, {}, 400)
})

test('programmes, scores and the rows behind a number', async () => {
  const { json: { programmes } } = await contract.call('list_programmes')
  assert.ok(programmes.some((one) => one.code === programme))

  const path = { programme }
  const { json: table, response } = await contract.call('get_score', { path, query: { period } })
  assert.ok(table.villages.length > 0)
  await contract.call('get_score', {
    path, query: { period }, headers: { 'If-None-Match': response.headers.get('etag') }, expect: 304
  })
  await contract.call('get_score', { path: { programme: 'nobody-2000' }, expect: 404 })

  const { bytes } = await contract.call('get_score_workbook', { path, query: { period } })
  assert.ok(isWorkbook(bytes))
  await contract.call('get_score_workbook', { path: { programme: 'nobody-2000' }, expect: 404 })

  const map = await contract.call('get_score_map', { path, query: { period } })
  await contract.call('get_score_map', {
    path, query: { period }, headers: { 'If-None-Match': map.response.headers.get('etag') }, expect: 304
  })
  await contract.call('get_score_map', { path: { programme: 'nobody-2000' }, expect: 404 })

  for (const unit of table.villages.slice(0, 5))
    for (const { indicator, numerator, denominator } of unit.indicators) {
      const { json } = await contract.call('explain', {
        path: { programme, indicator }, query: { region: unit.region, period }
      })
      const sum = (key) => json.rows.reduce((total, row) => total + row[key], 0)
      assert.deepEqual([json.numerator, json.denominator], [numerator, denominator])
      assert.deepEqual([sum('numerator'), sum('denominator')], [numerator, denominator], indicator)
    }
  const { region } = table.villages[0]
  await contract.call('explain', {
    path: { programme, indicator: 'no_such_indicator' }, query: { region, period }, expect: 404
  })
  await contract.call('explain', {
    path: { programme, indicator: 'no_such_indicator' }, query: { region: '12' }, expect: 400
  })
})

test('registers page by page, without a row twice', async () => {
  const { json: { registers } } = await contract.call('list_registers')
  for (const { name } of registers)
    await contract.call('list_rows', { path: { register: name }, query: { limit: 3 } })
  const ids = new Set()
  for (let after = 0; after !== null;) {
    const { json } = await contract.call('list_rows', {
      path: { register: 'household' }, query: { after, limit: 400 }
    })
    for (const row of json.rows) ids.add(row.id)
    after = json.next
    if (after === null) assert.equal(ids.size, json.total)
  }
  await contract.call('list_rows', { path: { register: 'nothing' }, expect: 404 })
  await contract.call('list_rows', { path: { register: 'village' }, query: { limit: 501 }, expect: 400 })
  const { json } = await contract.call('list_rows', {
    path: { register: 'village' }, query: { regoin: '1' }, expect: 400
  })
  assert.match(json.error.message.en, /regoin.*region.*after, limit/)
})

test('templates', async () => {
  const { bytes } = await contract.call('get_template', { path: { register: 'household' } })
  assert.ok(isWorkbook(bytes))
  await contract.call('get_template', { path: { register: 'nothing' }, expect: 404 })
  const rows = await contract.call('export_rows', { path: { register: 'village' } })
  assert.ok(isWorkbook(rows.bytes))
  await contract.call('export_rows', { path: { register: 'nothing' }, expect: 404 })
})

test('a row is put once for each operation id', async () => {
  const values = await changedVillage(1)
  const headers = operation()
  const { json: first } = await put(values, headers)
  const { json: second } = await put(values, headers)
  assert.deepEqual([first.repeated, second.repeated], [false, true])
  assert.equal(second.sequence, first.sequence)
  await put(await changedVillage(2), headers, 409)
  await put({ ...values, residents: 'many' }, operation(), 400)
  await put({ nonsense: '1' }, operation(), 400)
  await put(values, operation(), 404, 'nothing')
  await put(values, {}, 400)
})

test('a change from a foreign page is refused', async () => {
  const values = await changedVillage(3)
  const { json } = await put(values, { ...operation(), Origin: 'http://evil.example' }, 403)
  assert.equal(json.error.kind, 'forbidden')
  const { values: kept } = await firstVillage()
  assert.notEqual(kept.residents, values.residents)
})

test('a file is imported, its bad rows come back as a workbook, and it is undone', async () => {
  const headers = operation()
  const text = await serviceUse('2019-05', true)
  const { json: tried } = await tryCsv(text)
  assert.deepEqual([tried.rows, tried.good, tried.rejected, tried.first_rows.length], [2, 1, 1, 3])
  assert.deepEqual(tried.rejected_rows[0].cells, ['999999999999', '2019-04', '4'])
  await tryCsv('', { expect: 400 })
  await tryCsv(text, { register: 'nothing', expect: 404 })
  const { json: outcome } = await importCsv(text, { headers })
  assert.deepEqual([outcome.rows, outcome.imported, outcome.rejected], [2, 1, 1])
  assert.equal(outcome.errors.length, 1)
  const { json: again } = await importCsv(text, { headers })
  assert.deepEqual([again.repeated, again.batch], [true, outcome.batch])
  await importCsv(await serviceUse('2019-03'), { headers, expect: 409 })
  await importCsv('', { expect: 400 })
  await importCsv(text, { query: { file_name: 'a.exe' }, expect: 400 })
  await importCsv(text, { query: { datum: 'mars' }, expect: 400 })
  await importCsv(text, { register: 'nothing', expect: 404 })

  const { json: { batches } } = await contract.call('list_batches')
  assert.equal(batches[0].id, outcome.batch)
  assert.equal(batches[0].file_name, '应用 6月.csv')

  const { bytes } = await contract.call('get_batch_errors', { path: { batch: outcome.batch } })
  assert.ok(isWorkbook(bytes))
  await contract.call('get_batch_errors', { path: { batch: 999_999 }, expect: 404 })
  await contract.call('get_batch_errors', { path: { batch: 'last' }, expect: 400 })

  const undo = (batch, expect) =>
    contract.call('undo_batch', { path: { batch }, headers: operation(), expect })
  await undo(outcome.batch, 200)
  await undo(outcome.batch, 409)
  await undo(999_999, 404)
  await undo('last', 400)
})

test('the trail is whole', async () => {
  const { json } = await contract.call('get_trail')
  assert.equal(json.problem, null)
  assert.ok(json.entries > 0)
})

test('an open stream is told of a change', async () => {
  const response = await fetch(`${server.address}/api/events`)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const reader = response.body.getReader()
  let text = ''
  const readUntil = async (pattern) => {
    while (!pattern.test(text)) {
      const { value, done } = await reader.read()
      assert.ok(!done, `the stream ended: ${text}`)
      text += Buffer.from(value).toString()
    }
  }
  await readUntil(/event: changed\ndata: \{"sequence":\d+\}\n\n/)
  const { json } = await put(await changedVillage(4))
  await readUntil(new RegExp(`"sequence":${json.sequence}\\}`))
  await reader.cancel()
  contract.mark('follow_changes', '200')
})

test('what is not there or not permitted says so', async () => {
  const at = (path, options) => fetch(`${server.address}${path}`, options)
  assert.equal((await at('/api/nothing')).status, 404)
  assert.equal((await at('/api/programmes', { method: 'DELETE', headers: operation() })).status, 405)
  assert.match(await (await at('/')).text(), /<html/)
  assert.match(await (await at('/openapi.yaml')).text(), /^openapi: 3\.1/)
})

const jsonHeaders = () => ({ ...operation(), 'Content-Type': 'application/json' })
/** Today in China. */
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

test('figures, rows and maps as known on a day', async () => {
  const path = { programme }
  const { json: now } = await contract.call('get_score', { path, query: { period } })
  const { json: then } = await contract.call('get_score', { path, query: { period, as_of: today() } })
  assert.deepEqual(then, now)
  const before = { period, as_of: '2019-01-01' }
  const { json: unknown } = await contract.call('get_score', { path, query: before, expect: 404 })
  assert.match(unknown.error.message.en, /at that time/)
  const wrong = { period, as_of: '2019-02-30' }
  for (const one of ['get_score', 'get_score_workbook', 'get_score_map'])
    await contract.call(one, { path, query: wrong, expect: 400 })
  const { region } = now.villages[0]
  const indicator = now.villages[0].indicators[0].indicator
  const at = { path: { programme, indicator }, query: { region, period, as_of: today() } }
  const { json: explained } = await contract.call('explain', at)
  assert.equal(explained.numerator, now.villages[0].indicators[0].numerator)
  const rows = (as_of) => contract.call('list_rows', { path: { register: 'village' }, query: { as_of } })
  assert.equal((await rows('2019-01-01')).json.total, 0)
  assert.ok((await rows(today())).json.total > 0)
})

test('the history of a row and what changed between two days', async () => {
  const register = 'village'
  const { id, values } = await firstVillage()
  await put({ ...values, residents: String(Number(values.residents) + 1) })
  const { json: history } = await contract.call('get_row_history', { path: { register, id } })
  assert.ok(history.versions.length >= 2)
  const [older, newer] = history.versions.slice(-2)
  assert.equal(older.values.residents, values.residents)
  assert.equal(older.end_time, newer.begin_time)
  assert.equal(newer.end_time, null)
  await contract.call('get_row_history', { path: { register, id: 999_999 }, expect: 404 })
  await contract.call('get_row_history', { path: { register, id: 'first' }, expect: 400 })

  const query = { from: '2019-01-01', to: today() }
  const { json: changes } = await contract.call('list_changes', { path: { register }, query })
  const added = changes.rows.find((row) => row.id === id)
  assert.deepEqual([added.change, added.before, added.after.values.region], ['added', null, values.region])
  const { json: none } = await contract.call('list_changes', {
    path: { register }, query: { from: today(), to: today() }
  })
  assert.deepEqual([none.rows, none.next], [[], null])
  await contract.call('list_changes', { path: { register: 'nothing' }, query, expect: 404 })
  await contract.call('list_changes', { path: { register }, query: { from: query.to, to: query.from }, expect: 400 })
  await contract.call('list_changes', { path: { register }, query: { from: query.from }, expect: 400 })
})

test('a period is sealed, restated for a reason, and keeps its villages when they merge', async () => {
  const path = { programme, period: '2019-05' }
  const freeze = (at, expect) => contract.call('freeze_period', { path: at, headers: operation(), expect })
  const restate = (at, body, expect) =>
    contract.call('restate_period', { path: at, headers: jsonHeaders(), body: JSON.stringify(body), expect })
  await restate(path, { reason: '口径调整' }, 409)
  const { json: sealed } = await freeze(path, 200)
  assert.equal(sealed.edition, 1)
  const { json: shown } = await contract.call('get_public_ranking', { path: { programme } })
  assert.equal(shown.period, path.period)
  assert.ok(shown.units.length > 0)
  for (const unit of shown.units)
    for (const figure of unit.figures) assert.ok(figure === null || figure.numerator === 0 || figure.numerator >= 5)
  await contract.call('get_public_ranking', { path: { programme }, query: { period: '2019-09' }, expect: 404 })
  await freeze(path, 409)
  await freeze({ programme: 'nobody-2000', period: '2019-05' }, 404)
  await restate(path, {}, 400)
  await restate(path, { reason: '' }, 400)
  assert.equal((await restate(path, { reason: '口径调整' }, 200)).json.edition, 2)
  const score = async () =>
    (await contract.call('get_score', { path: { programme }, query: { period: '2019-05' } })).json
  const published = await score()
  assert.ok(published.frozen)

  const change = (body, expect) =>
    contract.call('change_regions', { headers: jsonHeaders(), body: JSON.stringify(body), expect })
  const township = published.villages[0].region.slice(0, 9)
  const from = published.villages.map((one) => one.region).filter((one) => one.startsWith(township)).slice(0, 2)
  const merger = { operation: 'merge', on: '2019-05-10', from, to: { code: `${township}980`, name: '合村' } }
  await change({ ...merger, colour: 'red' }, 400)
  await change({ ...merger, from: [from[0]] }, 400)
  await change({ ...merger, from: 5, to: 7 }, 400)
  const { json: outcome } = await change(merger, 200)
  assert.deepEqual([outcome.ended, outcome.begun], [2, 1])
  assert.deepEqual(await score(), published)
  const { json: open } = await contract.call('get_score', { path: { programme }, query: { period: '2019-07' } })
  const regions = open.villages.map((one) => one.region)
  assert.deepEqual([...from, `${township}980`].map((one) => regions.includes(one)), [false, false, true])
})

test('people sign in, keep accounts and give roles', async () => {
  const password = 'Tq7#mlvxRk'
  const place = await startProgram((run) => {
    for (const [user, role] of [['sys', 'system_admin'], ['sec', 'security_admin'], ['sec2', 'security_admin']]) {
      run(['user', 'add', user, '--own'], `${password}\n`)
      run(['grant', user, role])
    }
  })
  try {
    const people = new Contract(place.address)
    people.seen = contract.seen
    const json = (value) => ({ body: JSON.stringify(value) })
    const call = (id, cookie, more = {}) =>
      people.call(id, { ...more, headers: { ...operation(), ...(cookie ? { Cookie: cookie } : {}) } })
    const signIn = async (user, word = password) => {
      const { response } = await call('begin_session', '', json({ user, password: word }))
      return response.headers.get('set-cookie').split(';')[0]
    }
    const before = await call('get_session', '')
    assert.deepEqual([before.json.required, before.json.account], [true, null])
    await call('begin_session', '', { ...json({ user: 'sys' }), expect: 400 })
    await call('begin_session', '', { ...json({ user: 'sys', password: 'wrong' }), expect: 403 })
    for (const id of ['list_roles', 'list_accounts']) await call(id, '', { expect: 401 })
    await call('change_password', '', { ...json({ old: 'a', new: 'b' }), expect: 401 })
    await call('enrol_totp', '', { expect: 401 })
    const sys = await signIn('sys')
    const sec = await signIn('sec')
    const sec2 = await signIn('sec2')
    await call('list_roles', sys)
    const account = { user: 'li', password: 'Zk9!wpruTn', name: '李' }
    await call('add_account', sys, json(account))
    await call('add_account', sys, { ...json(account), expect: 409 })
    await call('add_account', sys, { ...json({ ...account, password: 'easy' }), expect: 400 })
    await call('add_account', sec, { ...json({ ...account, user: 'wang' }), expect: 403 })
    await call('set_account', sys, { path: { user: 'li' }, ...json({ name: '李明', disabled: false }) })
    await call('set_account', sys, { path: { user: 'nobody' }, ...json({ name: 'x' }), expect: 404 })
    await call('set_account_password', sys, { path: { user: 'sec' }, ...json({ password: 'Zk9!wpruTn' }), expect: 403 })
    await call('set_account_password', sys, { path: { user: 'li' }, ...json({ password: 'Yk8!wpruTn' }) })
    await call('reset_account_totp', sys, { path: { user: 'li' } })
    await call('reset_account_totp', sys, { path: { user: 'nobody' }, expect: 404 })
    await call('give_role', sys, { ...json({ user: 'li', role: 'lead_unit' }), expect: 403 })
    const { json: given } = await call('give_role', sec, json({ user: 'li', role: 'system_admin' }))
    await call('give_role', sec, { ...json({ user: 'li', role: 'audit_admin' }), expect: 409 })
    assert.equal(given.waits, true)
    const { json: waiting } = await call('list_proposed_grants', sec)
    assert.deepEqual(waiting.grants.map(({ grant, proposer }) => [grant, proposer]), [[given.grant, 'sec']])
    await call('confirm_grant', sec, { path: { grant: given.grant }, expect: 403 })
    await call('confirm_grant', sec2, { path: { grant: 999 }, expect: 404 })
    await call('confirm_grant', sec2, { path: { grant: given.grant } })
    await call('take_role', sec, { path: { grant: given.grant } })
    const { json: again } = await call('give_role', sec, json({ user: 'li', role: 'system_admin' }))
    await call('refuse_grant', sec2, { path: { grant: again.grant } })
    await call('refuse_grant', sec2, { path: { grant: again.grant }, expect: 404 })
    await call('take_role', sec, { path: { grant: 999 }, expect: 404 })
    await call('list_accounts', sys)
    await call('list_grants', sec)
    const li = await signIn('li', 'Yk8!wpruTn')
    await call('change_password', li, { ...json({ old: 'Yk8!wpruTn', new: 'easy' }), expect: 400 })
    await call('change_password', li, { ...json({ old: 'wrong', new: 'Xk7!wpruTn' }), expect: 403 })
    await call('change_password', li, json({ old: 'Yk8!wpruTn', new: 'Xk7!wpruTn' }))
    const second = await signIn('li', 'Xk7!wpruTn')
    const { json: own } = await call('list_sessions', li)
    assert.deepEqual(own.sessions.map((one) => one.own), [false, true])
    await call('list_sessions', li, { query: { user: 'sys' }, expect: 404 })
    await call('end_one_session', li, { path: { session: own.sessions[0].session } })
    await call('end_one_session', li, { path: { session: own.sessions[0].session }, expect: 404 })
    await call('list_sessions', second, { expect: 401 })
    const { json: seen } = await call('list_sessions', sec, { query: { user: 'li' } })
    await call('end_one_session', sys, { path: { session: seen.sessions[0].session }, expect: 404 })
    const { json: { secret } } = await call('enrol_totp', li)
    await call('enrol_totp', li, { ...json({ secret, code: 'x', password: 'Xk7!wpruTn' }), expect: 403 })
    for (const id of ['list_accounts', 'list_grants', 'list_proposed_grants']) await call(id, li, { expect: 403 })
    await call('end_session', li)
    await call('list_roles', li, { expect: 401 })
  } finally {
    await place.stop()
  }
})

evidenceTests(() => ({ server, contract, firstVillage }))
oversightTests(() => ({ contract }))
documentTests(() => ({ contract }))
drawTests(() => ({ contract }))
messageTests(() => ({ contract, data: server.data }))

test('C_58_and_X_15_the_map: layers, lights, tiles, relief', async () => {
  const at = { z: 10, x: 823, y: 427 }
  const { json: { layers } } = await contract.call('list_map_layers')
  const households = layers.find((layer) => layer.name === 'household')
  assert.ok(households.placed > 0)
  const again = await contract.call('list_map_layers')
  const tag = again.response.headers.get('etag')
  await contract.call('list_map_layers', { headers: { 'If-None-Match': tag }, expect: 304 })
  await contract.call('list_map_layers', { query: { as_of: 'soon' }, expect: 400 })
  await contract.call('list_map_layers', { query: { programme: 'none' }, expect: 404 })
  const { json: lights } = await contract.call('get_map_lights')
  const { total, ...parts } = lights.villages
  assert.equal(Object.values(parts).reduce((sum, one) => sum + one, 0), total)
  await contract.call('get_map_lights', { query: { as_of: 'soon' }, expect: 400 })
  await contract.call('get_map_lights', { query: { programme: 'none' }, expect: 404 })
  assert.deepEqual((await contract.call('get_base_map')).json, { layers: [] })
  const path = { layer: 'household', ...at }
  const tile = await contract.call('get_tile', { path })
  assert.ok(tile.bytes.length > 0)
  await contract.call('get_tile', { path, headers: { 'If-None-Match': tile.response.headers.get('etag') }, expect: 304 })
  await contract.call('get_tile', { path, query: { light: 'pink' }, expect: 400 })
  await contract.call('get_tile', { path: { ...path, layer: 'nothing' }, expect: 404 })
  const relief = await contract.call('get_relief', { path: at })
  assert.deepEqual([...relief.bytes.subarray(1, 4)], [...Buffer.from('PNG')])
  await contract.call('get_relief', { path: { z: 10, x: 0, y: 0 }, expect: 204 })
  await contract.call('get_relief', { path: { z: 10, x: 0, y: 'a' }, expect: 400 })
  await contract.call('get_relief', { path: { z: 1, x: 5, y: 0 }, expect: 404 })
})

test('an answer that is not as described is noticed', () => {
  const check = (json) => contract.validate('made up', {}, '/api/batches', 'get', '200', json)
  check({ batches: [] })
  assert.throws(() => check({ batches: [{ id: 1 }] }), /must have required property 'register'/)
  const error = { $ref: '#/components/responses/Error' }
  assert.throws(() => contract.validate('made up', error, '', '', '', { error: 'text' }), /must be object/)
})

test('every answer the contract describes has come', () => {
  assert.deepEqual(contract.missing(), [])
})

test('the program stops with a stream open, and its log holds no internal error', async () => {
  const response = await fetch(`${server.address}/api/events`)
  const reader = response.body.getReader()
  await reader.read()
  stopped = await server.stop()
  assert.equal(stopped.code, 0)
  assert.doesNotMatch(stopped.log, /internal error/)
  while (!(await reader.read()).done);
})
