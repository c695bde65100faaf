/**
 * The real program with the demo county in a folder of its own, an account for every role, and units. Nothing is made up beside it.
 *   node e2e/real.mjs        serves it until Ctrl-C and prints the accounts
 * WANJIA_BIN names the program (build/dev/wanjia, else build/release/wanjia); with WANJIA_DIST=1 the pages come from web/dist as it is
 * now instead of those built into the program.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DIST = path.join(ROOT, 'web/dist')
export const PASSWORD = 'Lanshan-7-Qiao'
export const COUNTY = '433124000000'

export function program() {
  const found = [process.env.WANJIA_BIN, `${ROOT}build/dev/wanjia`, `${ROOT}build/release/wanjia`].find((file) => file && existsSync(file))
  if (!found) throw new Error('There is no program yet: build it, or name it in WANJIA_BIN.')
  return found
}

function run(data, args, input) {
  const done = spawnSync(program(), [...args, '--data', data], { input, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (done.status > 1) throw new Error(`wanjia ${args.join(' ')}: ${done.stderr || done.stdout}`)
  return done.stdout
}

/** Units of the county, one for each kind of account. */
const unitsOf = (town, village) => [
  { code: 'BUREAU', name: '县经济和信息化局', kind: 'economy_commission', region: COUNTY },
  { code: 'POVERTY', name: '县脱贫攻坚办', kind: 'poverty_campaign_office', region: COUNTY },
  { code: 'DUCHA', name: '县督查组', kind: 'department', region: COUNTY },
  { code: 'POWER', name: '县供电公司', kind: 'power_company', region: COUNTY },
  { code: 'STATION', name: '城关供电所', kind: 'power_station', region: town, parent: 'POWER' },
  { code: 'MOBILE', name: '移动县分公司', kind: 'telecom_company', region: COUNTY, operator: 'mobile' },
  { code: 'TELECOM', name: '电信县分公司', kind: 'telecom_company', region: COUNTY, operator: 'telecom' },
  { code: 'TOWN', name: '镇人民政府', kind: 'township', region: town },
  { code: 'VILLAGE', name: '村民委员会', kind: 'village_committee', region: village },
]

/** User, name, role, region, unit, further flags of `wanjia grant`: one for every role of requirements' table and of schema/roles.yaml. */
const peopleOf = (town, village, otherTown) => [
  ['xitong', '龙系统', 'system_admin', '', ''],
  ['anquan', '石安全', 'security_admin', '', ''],
  ['shenji', '麻审计', 'audit_admin', '', ''],
  ['zhanghao', '吴账号', 'account_admin', COUNTY, ''],
  ['zuzhang', '向组长', 'leading_group', COUNTY, ''],
  ['jingxin', '田经信', 'lead_unit', COUNTY, 'BUREAU'],
  ['duzhan', '彭督战', 'supervisor', COUNTY, ''],
  ['ducha', '罗督查', 'inspector', COUNTY, 'DUCHA'],
  ['fupin', '杨扶贫', 'county_department', COUNTY, 'POVERTY'],
  ['zhenzhang', '梁镇长', 'township_leader', town, 'TOWN'],
  ['zhenban', '秦经办', 'township_clerk', town, 'TOWN'],
  ['linzhen', '邻镇长', 'township_leader', otherTown, ''],
  ['cunwei', '王村委', 'village_clerk', village, 'VILLAGE'],
  ['gongdian', '陈供电', 'power_company', COUNTY, 'POWER'],
  ['gongdiansuo', '周所长', 'power_station', town, 'STATION'],
  ['yidong', '李移动', 'operator', COUNTY, 'MOBILE', '--operator', 'mobile'],
  ['dianxin', '赵电信', 'operator', COUNTY, 'TELECOM', '--operator', 'telecom'],
  ['huxian', '护线员老张', 'patroller', village, 'STATION'],
  ['xieguan', '协管员小刘', 'coordinator', village, 'STATION'],
  ['jijian', '纪检小马', 'discipline', COUNTY, ''],
  ['kaohe', '考核办小黄', 'assessment', COUNTY, ''],
  ['anfang', '暗访小龙', 'unannounced_group', COUNTY, ''],
  ['shenjiyuan', '审计员', 'auditor', '', ''],
]

function addPeople(data, people) {
  for (const [user, name, role, region, unit, ...flags] of people) {
    const place = [...(region ? ['--region', region] : []), ...(unit ? ['--unit', unit] : [])]
    run(data, ['user', 'add', user, '--name', name, '--own', ...place], `${PASSWORD}\n`)
    run(data, ['grant', user, role, ...place, ...flags])
  }
}

/** Starts `wanjia serve` on a free port; answers its address. */
function serve(data) {
  const child = spawn(program(), ['serve', '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let told = ''
    const read = (chunk) => {
      told += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(told)
      if (found) resolve({ child, url: found[0] })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', () => reject(new Error(`wanjia serve ended: ${told}`)))
  })
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json' }

/** Files as the program sends them, compressed once. */
const packedFiles = new Map()
const packed = (file) => packedFiles.get(file) ?? packedFiles.set(file, gzipSync(readFileSync(file), { level: 9 })).get(file)

/** web/dist in front of the program, under the program's own policy: pages can be tried without building it anew. */
async function putDistInFront(url) {
  const policy = (await fetch(url)).headers.get('content-security-policy')
  const target = new URL(url)
  const server = http.createServer((request, response) => {
    const address = new URL(request.url, url)
    if (/^\/(api|openapi)/.test(address.pathname)) {
      const headers = { ...request.headers, host: target.host }
      if (headers.origin) headers.origin = target.origin
      const onward = http.request({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => response.destroy())
      response.on('close', () => onward.destroy())
      request.pipe(onward)
      return
    }
    const wanted = path.join(DIST, path.normalize(address.pathname))
    const inside = address.pathname.split('/').pop().includes('.')
    const file = inside ? wanted : [path.join(wanted, 'index.html'), path.join(DIST, 'index.html')].find(existsSync)
    if (!existsSync(file)) return response.writeHead(404).end()
    const gzip = /gzip/.test(request.headers['accept-encoding'] ?? '') && path.extname(file) in TYPES
    const start = address.pathname === '/' && request.headers.cookie ? { Link: '</api/start>; rel=preload; as=fetch; crossorigin' } : {}
    const headers = { ...start, 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy, ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) }
    response.writeHead(200, headers).end(gzip ? packed(file) : readFileSync(file))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close() } }
}

/** One session for each person and address: sign-ins are few a minute, and a person's third would end the first. */
const people = new Map()
export function signInAs(url, user, { anew = false } = {}) {
  if (anew) return signIn(url, user)
  const key = `${url} ${user}`
  if (!people.has(key)) people.set(key, signIn(url, user).catch((cause) => { people.delete(key); throw cause }))
  return people.get(key)
}

/** Requests as one person: `get(path)` and `post(path, body)` answer {status, json}. */
async function signIn(url, user) {
  let cookie = ''
  const ask = async (method, address, body, headers = {}) => {
    const asking = {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { ...(cookie ? { Cookie: cookie } : {}), ...(method === 'GET' ? {} : { 'Content-Type': 'application/json', 'X-Wanjia-Operation': randomUUID() }), ...headers },
    }
    // A kept connection may have been ended by the program while nobody used it: the same request, under the same id, once more.
    const response = await fetch(url + address, asking).catch((cause) => {
      if (cause.cause?.code !== 'ECONNRESET' && cause.cause?.code !== 'UND_ERR_SOCKET') throw cause
      return fetch(url + address, asking)
    })
    const set = response.headers.getSetCookie?.()[0]
    if (set) cookie = set.split(';')[0]
    return { status: response.status, json: await response.json().catch(() => null) }
  }
  const { status, json } = await ask('POST', '/api/session', { user, password: PASSWORD })
  if (status !== 200) throw new Error(`${user} cannot sign in: ${JSON.stringify(json)}`)
  return { get: (address) => ask('GET', address), post: (address, body = {}) => ask('POST', address, body), put: (address, body) => ask('PUT', address, body), cookie: () => cookie }
}

const DAY_MILLISECONDS = 86_400_000
/** A day in China, so many days from today. */
export const day = (offset = 0) => new Date(Date.now() + 8 * 3_600_000 + offset * DAY_MILLISECONDS).toISOString().slice(0, 10)

async function fill(url, town, village, entries) {
  const keeper = await signInAs(url, 'xitong')
  for (const values of unitsOf(town, village)) {
    const { status, json } = await keeper.put('/api/registers/unit/rows', { values })
    if (status !== 200) throw new Error(JSON.stringify(json))
  }
  if (!entries) return
  await (await import('./entries.mjs')).openEntries({ url, town, village })
  await (await import('./office.mjs')).openOffice({ url, town, village })
}

/** Regions that hold today, by level. */
const codesOf = (rows, level) => rows.map((row) => row.values).filter((one) => one.level === level && !one.valid_to).map((one) => one.region).sort()

async function stop({ child }) {
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Makes the folder: the demo county, its people and units, entries at work. Answers what openCounty tells of it. */
async function prepare(data, scale, entries) {
  run(data, ['demo', '--no-serve', '--county-only', '--json', '--scale', String(scale)])
  const before = await serve(data)
  const { rows } = await (await fetch(`${before.url}/api/registers/region/rows?limit=500`)).json()
  await stop(before)
  const [town, otherTown = town] = codesOf(rows, 'township')
  const village = codesOf(rows, 'village').find((code) => code.startsWith(town.slice(0, 9)))
  const people = peopleOf(town, village, otherTown)
  addPeople(data, people)
  const server = await serve(data)
  try {
    await fill(server.url, town, village, entries)
  } finally {
    await stop(server)
  }
  return { town, otherTown, village, people }
}

/** A prepared folder, kept in build/e2e until the program, these files or the day change: making one takes a while. */
async function prepared(scale, entries) {
  const made = [program(), fileURLToPath(import.meta.url), ...['./entries.mjs', './office.mjs'].map((name) => fileURLToPath(new URL(name, import.meta.url)))].map((file) => statSync(file).mtimeMs)
  const key = createHash('sha256').update(JSON.stringify([made, scale, entries, day()])).digest('hex').slice(0, 16)
  const folder = path.join(ROOT, 'build/e2e', key)
  const told = path.join(folder, 'told.json')
  if (!existsSync(told)) {
    // Several test files may come here at once: each makes its own and the first to be done is kept.
    const own = `${folder}.${process.pid}`
    mkdirSync(own, { recursive: true })
    writeFileSync(path.join(own, 'told.json'), JSON.stringify(await prepare(path.join(own, 'data'), scale, entries)))
    try {
      renameSync(own, folder)
    } catch {
      rmSync(own, { recursive: true, force: true })
    }
  }
  return { data: path.join(folder, 'data'), ...JSON.parse(readFileSync(told, 'utf8')) }
}

/** A county of its own with its people and, unless `entries` is false, entries at work; `close` ends the server and removes the folder. */
export async function openCounty({ scale = 0.1, entries = true } = {}) {
  const { data: original, ...told } = await prepared(scale, entries)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wanjia-county-'))
  const data = path.join(folder, 'data')
  cpSync(original, data, { recursive: true })
  const server = await serve(data)
  const front = process.env.WANJIA_DIST ? await putDistInFront(server.url) : null
  const close = async () => {
    front?.close()
    await stop(server)
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: front?.url ?? server.url, data, ...told, county: COUNTY, run: (args, input) => run(data, args, input), close }
}

/** Serves a county until Ctrl-C. Not awaited at the top of the module: entries.mjs imports this file. */
async function main() {
  const county = await openCounty({ scale: Number(process.argv[2] ?? 0.1) })
  console.log(`${county.url}  ${PASSWORD}`)
  for (const [user, name, role] of county.people) console.log(`${user.padEnd(12)} ${role.padEnd(20)} ${name}`)
  const leave = () => void county.close().then(() => process.exit(0))
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) void main()
