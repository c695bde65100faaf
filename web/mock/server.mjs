/**
 * Answers docs/openapi.yaml from made-up data, for building and testing the pages without the program.
 *   node mock/server.mjs [port]      serves web/dist too; port 0 takes any free one
 */
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { COUNTY, makeCounty, PERIOD, randomFrom } from './county.mjs'
import { indicatorsOf, PROGRAMMES, scoreTable } from './programmes.mjs'
import { REGISTERS } from './registers.mjs'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }
const POLICY = "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'"

const county = makeCounty()
const streams = new Set()
const answered = new Map()
let sequence = 1287
let nextBatch = 6
const batches = [
  ['service_use', '村级信息化应用-2019-06.xlsx', 193, 193, 0, 0],
  ['telecom_stat', '村级通信统计-2019-06.xlsx', 193, 191, 0, 2],
  ['household', '户底册-全县.xlsx', 51200, 51163, 0, 37],
  ['settlement', '自然村.csv', 842, 842, 0, 0],
  ['village', '行政村底册.xlsx', 193, 193, 0, 0],
].map(([register, file, rows, imported, unchanged, rejected], index) => ({
  id: 5 - index, register, file_name: file, file_sha256: createHash('sha256').update(file).digest('hex'),
  time: `2019-06-25T0${9 - index}:30:00+08:00`, rows, imported, unchanged, rejected, undone: index === 3,
}))

class Refusal extends Error {
  constructor(status, kind, zh, en) {
    super(en)
    Object.assign(this, { status, kind, text: { zh, en } })
  }
}

function bump() {
  sequence += 1
  for (const stream of streams) stream.write(`event: changed\ndata: {"sequence":${sequence}}\n\n`)
  return sequence
}

const fact = (value) => (value ? 'yes' : 'no')
const inScope = (code, scope) => !scope || code.startsWith(scope.replace(/(000){1,2}$/, '').padEnd(6, '0'))

/** Rows of a register as [values, geometry], in key order. */
function rowsOf(register) {
  const make = {
    region: () => [
      { region: COUNTY.code, name: COUNTY.name, level: 'county' },
      ...county.townships.map((t) => ({ region: t.code, name: t.name, level: 'township', parent: COUNTY.code })),
      ...county.villages.map((v) => ({ region: v.region, name: v.name, level: 'village', parent: v.township.code })),
    ].map((row) => [{ valid_from: '2018-01-01', ...row }, null]),
    boundary: () => county.townships.map((t) => [{ region: t.code }, { type: 'Polygon', coordinates: [t.ring] }]),
    village: () => county.villages.map((v) => [
      { region: v.region, residents: `${v.facts.residents}`, households: `${v.facts.households}` },
      v.point && { type: 'Point', coordinates: v.point },
    ]),
    settlement: () => county.villages.flatMap((v) => v.facts.settlements.map((s) => [
      { region: v.region, number: s.number, name: s.name, households: `${s.households}`, four_g: fact(s.four_g), fibre: fact(s.fibre) }, null,
    ])),
    telecom_stat: () => county.villages.map((v) => [
      { region: v.region, period: PERIOD, operator: 'all', phone_users: `${v.facts.phone_users}`, four_g_users: `${v.facts.four_g_users}`, broadband_households: `${v.facts.broadband_households}` }, null,
    ]),
    service_use: () => county.villages.map((v) => [
      { region: v.region, period: PERIOD, network_formed: fact(v.facts.network_formed), network_members: `${v.facts.network_members}`, ring_numbers: `${v.facts.ring_numbers}`, mas_households: `${v.facts.mas_households}` }, null,
    ]),
    household: () => households(),
  }[register]
  return make ? make() : []
}

let householdRows = null
function households() {
  if (householdRows) return householdRows
  const random = randomFrom(51200)
  const names = ['石', '龙', '麻', '吴', '廖', '杨', '田', '向', '彭', '张']
  householdRows = county.villages.flatMap((v) => Array.from({ length: v.facts.households }, (_, i) => [{
    region: v.region, number: String(i + 1).padStart(4, '0'), group_name: `${1 + (i % 9)}组`, head_name: `${names[Math.floor(random() * 10)]}**`,
    head_id: '**************' + String(1000 + Math.floor(random() * 9000)), phone: `1${3 + (i % 6)}${i % 10}****${String(1000 + Math.floor(random() * 9000))}`,
    residents: `${1 + Math.floor(random() * 6)}`, occupancy: random() < 0.8 ? 'permanent' : 'seasonal', category: random() < 0.75 ? 'ordinary' : 'out_of_poverty',
    powered: 'yes', protector: random() < 0.9 ? 'yes' : 'unknown', broadband: random() < 0.4 ? 'yes' : 'no',
  }, null]))
  return householdRows
}

function page(register, query) {
  const scope = query.get('region')
  const [after, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 100)]
  const all = rowsOf(register).map(([values, geometry], index) => ({ id: index + 1, values, geometry }))
  const scoped = all.filter((row) => inScope(row.values.region, scope))
  const rows = scoped.filter((row) => row.id > after).slice(0, limit)
  const last = rows[rows.length - 1]?.id
  return { register, total: scoped.length, next: last && scoped[scoped.length - 1].id > last ? last : null, rows }
}

function explain(code, name, region, period) {
  const indicator = indicatorsOf(code).find((candidate) => candidate.name === name)
  if (!indicator) throw new Refusal(404, 'not_found', `方案 ${code} 没有指标 ${name}。`, `Programme ${code} has no indicator ${name}.`)
  const chosen = county.villages.filter((v) => inScope(v.region, region))
  const sum = (of) => chosen.reduce((total, v) => total + of(v.facts), 0)
  const rows = chosen.flatMap((v) => explainVillage(indicator, v)).map((row, index) => ({ ...row, id: index + 1 }))
  return { programme: code, indicator: name, used_indicator: name, region, period, numerator: sum(indicator.numerator), denominator: sum(indicator.denominator), rows }
}

function explainVillage(indicator, v) {
  const row = (register, fields, numerator, denominator) => ({ register, region: v.region, region_name: v.name, fields: { region: v.region, ...fields }, numerator, denominator })
  if (indicator.register === 'settlement') {
    return v.facts.settlements.map((s) => row('settlement', { number: s.number, name: s.name, households: `${s.households}`, four_g: fact(s.four_g), fibre: fact(s.fibre) },
      indicator.numerator({ settlements: [s] }), 1))
  }
  const [n, d] = [indicator.numerator(v.facts), indicator.denominator(v.facts)]
  if (indicator.register === 'service_use') return [row('service_use', { period: PERIOD, network_members: `${v.facts.network_members}`, ring_numbers: `${v.facts.ring_numbers}` }, n, d)]
  return [
    row('telecom_stat', { period: PERIOD, operator: 'all', phone_users: `${v.facts.phone_users}`, four_g_users: `${v.facts.four_g_users}` }, n, 0),
    row('village', { residents: `${v.facts.residents}`, households: `${v.facts.households}` }, 0, d),
  ]
}

function map(code, period) {
  const table = scoreTable(county, code, period, sequence)
  const features = table.villages.map((unit) => {
    const { point } = county.villages.find((v) => v.region === unit.region)
    const [n, d] = (unit.points ?? '').split('/').map(Number)
    return {
      type: 'Feature', geometry: point && { type: 'Point', coordinates: point },
      properties: { region: unit.region, name: unit.name, points: unit.points ? n / (d || 1) : null, display: unit.display, rank: unit.rank, grade: unit.grade },
    }
  })
  return { type: 'FeatureCollection', features }
}

/** Reads UTF-8 CSV of telecom_stat; any other file counts as six good rows. */
function importFile(register, fileName, body) {
  const sheet = fileName.replace(/\.[^.]*$/, '')
  const errors = []
  const complain = (row, column, value, expected, message) => errors.push({ file: fileName, sheet, row, column, value, expected, message })
  let rows = 6
  if (register === 'telecom_stat' && fileName.endsWith('.csv')) {
    const lines = body.toString('utf8').replace(/^\ufeff/, '').split(/\r?\n/).filter(Boolean)
    const header = lines[0].split(',')
    if (!header.includes('村代码')) throw new Refusal(400, 'invalid_input', `${fileName}：表头没有必填列“村代码”。请从模板复制表头。`, `${fileName}: the header lacks the required column “Village code”. Copy the header from the template.`)
    rows = lines.length - 1
    lines.slice(1).forEach((line, index) => {
      const cells = line.split(',')
      const [code, users] = [cells[header.indexOf('村代码')], cells[header.indexOf('移动手机用户')]]
      const village = county.villages.find((v) => v.region === code)
      if (!village) {
        complain(index + 2, '村代码', code, { zh: '现行的12位村代码', en: 'a current 12-digit village code' },
          { zh: `${fileName} 工作表“${sheet}”第 ${index + 2} 行“村代码”：${code} 不在行政区划中，应为现行的12位村代码。`, en: `${fileName}, sheet “${sheet}”, row ${index + 2}, “Village code”: ${code} is not in the region register; expected a current 12-digit village code.` })
      } else if (!/^\d+$/.test(users)) {
        complain(index + 2, '移动手机用户', users, { zh: '不小于 0 的整数', en: 'a whole number, 0 or more' },
          { zh: `${fileName} 工作表“${sheet}”第 ${index + 2} 行“移动手机用户”：“${users}”不是整数，应为不小于 0 的整数。`, en: `${fileName}, sheet “${sheet}”, row ${index + 2}, “Mobile phone users”: “${users}” is not a whole number; expected 0 or more.` })
      } else village.facts.phone_users = Number(users)
    })
  }
  const rejected = new Set(errors.map((error) => error.row)).size
  const batch = { id: nextBatch++, register, file_name: fileName, file_sha256: createHash('sha256').update(body).digest('hex'), time: '2019-06-25T10:00:00+08:00', rows, imported: rows - rejected, unchanged: 0, rejected, undone: false }
  batches.unshift(batch)
  return { batch: batch.id, rows, imported: batch.imported, unchanged: 0, rejected, errors, sequence: bump(), repeated: false }
}

function putRow(register, { values }) {
  const village = county.villages.find((v) => v.region === values.region)
  if (register !== 'telecom_stat' || !village) throw new Refusal(400, 'invalid_input', '没有这个村代码。', 'There is no such village code.')
  for (const name of ['phone_users', 'four_g_users', 'broadband_households']) if (values[name] != null) village.facts[name] = Number(values[name])
  return { sequence: bump(), repeated: false }
}

function undo(id) {
  const batch = batches.find((candidate) => candidate.id === id)
  if (!batch) throw new Refusal(404, 'not_found', `没有批次 ${id}。`, `There is no batch ${id}.`)
  if (batch.undone) throw new Refusal(409, 'conflict', `批次 ${id} 已经撤销。`, `Batch ${id} is undone already.`)
  batch.undone = true
  return { sequence: bump(), repeated: false }
}

/** The same operation id with the same content answers as it did the first time. */
function once(request, body, act) {
  const operation = request.headers['x-wanjia-operation'] ?? ''
  if (operation.length < 8) throw new Refusal(400, 'invalid_input', '缺少请求头 X-Wanjia-Operation。', 'The header X-Wanjia-Operation is missing.')
  const hash = createHash('sha256').update(request.url).update(body).digest('hex')
  const known = answered.get(operation)
  if (known && known.hash !== hash) throw new Refusal(409, 'conflict', '同一操作编号对应不同内容。', 'One operation id came with different content.')
  if (known) return { ...known.answer, repeated: true }
  const answer = act()
  answered.set(operation, { hash, answer })
  return answer
}

function route(request, url, body) {
  const parts = url.pathname.split('/').slice(2).map(decodeURIComponent)
  const query = url.searchParams
  const period = query.get('period') ?? PERIOD
  const key = `${request.method} ${parts[0]}/${parts.slice(2).join('/').replace(/^indicators\/[^/]+/, 'indicators')}`
  if (parts[0] === 'programmes' && parts[1] && !PROGRAMMES.some((p) => p.code === parts[1])) throw new Refusal(404, 'not_found', `没有方案 ${parts[1]}。`, `There is no programme ${parts[1]}.`)
  switch (key) {
    case 'GET programmes/': return { programmes: PROGRAMMES }
    case 'GET programmes/score': return scoreTable(county, parts[1], period, sequence)
    case 'GET programmes/map': return map(parts[1], period)
    case 'GET programmes/indicators/rows': return explain(parts[1], parts[3], query.get('region'), period)
    case 'GET registers/': return { registers: REGISTERS }
    case 'GET registers/rows': return page(parts[1], query)
    case 'PUT registers/rows': return once(request, body, () => putRow(parts[1], JSON.parse(body)))
    case 'POST registers/import': return once(request, body, () => importFile(parts[1], query.get('file_name'), body))
    case 'GET batches/': return { batches }
    case 'POST batches/undo': return once(request, body, () => undo(Number(parts[1])))
    case 'GET trail/': return { entries: sequence, root: createHash('sha256').update(`${sequence}`).digest('base64'), checkpoints: 12, problem: null }
    default: throw new Refusal(404, 'not_found', '没有这个地址。', 'There is no such address.')
  }
}

function follow(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': hello\n\n')
  streams.add(response)
  response.on('close', () => streams.delete(response))
}

async function serveFile(url, response) {
  const wanted = path.join(DIST, path.normalize(url.pathname))
  const file = path.extname(wanted) && wanted.startsWith(DIST) ? wanted : path.join(DIST, 'index.html')
  try {
    const bytes = await readFile(file)
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY })
    response.end(bytes)
  } catch {
    response.writeHead(404).end('not found')
  }
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost')
  if (!url.pathname.startsWith('/api/')) return serveFile(url, response)
  if (url.pathname === '/api/events') return follow(response)
  if (url.pathname.endsWith('.xlsx')) return response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end('mock')
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const send = (status, document) => response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(document))
  try {
    send(200, route(request, url, Buffer.concat(chunks)))
  } catch (error) {
    const message = error.text ?? { zh: '内部错误。', en: `Internal error: ${error.message}` }
    send(error.status ?? 500, { error: { kind: error.kind ?? 'internal', message } })
  }
}

/** Starts on `port` (0: any free one); answers `{ url, close }`. */
export function startMock(port = 0) {
  const server = http.createServer((request, response) => void answer(request, response))
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const close = () => new Promise((done) => {
        for (const stream of streams) stream.end()
        server.close(done)
        server.closeAllConnections()
      })
      resolve({ url: `http://127.0.0.1:${server.address().port}`, close })
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock(Number(process.argv[2] ?? 8090))
  console.log(`mock server: ${url}`)
}
