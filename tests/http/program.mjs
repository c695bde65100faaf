/** Starts the built program on a fresh demo county. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = process.env.WANJIA
const scale = '0.05'

/** A data folder with the demo county: { data, remove }; `prepare` is given a function that runs the program on it. */
export function makeCounty(prepare) {
  if (!program) throw new Error('set WANJIA to the path of the built program')
  const folder = mkdtempSync(join(tmpdir(), 'wanjia-http-'))
  const data = join(folder, 'data')
  execFileSync(program, ['demo', '--data', data, '--scale', scale, '--county-only', '--no-serve'], { stdio: 'pipe' })
  prepare?.((words, input) => execFileSync(program, [...words, '--data', data, '--json'], { input, stdio: 'pipe' }))
  return { data, remove: () => rmSync(folder, { recursive: true }) }
}

/** Part of the address to which a gateway pushes. */
export const gatewayKey = 'contracttest0123456789'

/** Resolves to { address, child, ended, log } once the program serves; no gateway is there to send to. */
export async function serve(data) {
  const settings = join(data, '..', 'messages.json')
  writeFileSync(settings, JSON.stringify({ receiver: { key: gatewayKey } }), { mode: 0o600 })
  const child = spawn(program, ['serve', '--data', data, '--port', '0', '--json', '--messages', settings],
    { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (bytes) => { log += bytes })
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)))
  const address = await firstAddress(child, ended, () => log)
  return { address, child, ended, log: () => log }
}

/** Resolves to { address, data, stop }; `prepare` as of makeCounty. */
export async function startProgram(prepare) {
  const county = makeCounty(prepare)
  const { address, child, ended, log } = await serve(county.data)
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    county.remove()
    return { code, log: log() }
  }
  return { address, data: county.data, stop }
}

async function firstAddress(child, ended, log) {
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([
    new Promise((resolve) => lines.once('line', resolve)),
    ended.then((code) => { throw new Error(`the program ended with ${code}: ${log()}`) })
  ])
  return JSON.parse(line).address.replace(/\/$/, '')
}
