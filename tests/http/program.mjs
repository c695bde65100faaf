/** Starts the built program on a fresh demo county. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = process.env.WANJIA
const scale = '0.05'

/** Resolves to { address, stop }; `prepare` is given a function that runs the program on the data first. */
export async function startProgram(prepare) {
  if (!program) throw new Error('set WANJIA to the path of the built program')
  const folder = mkdtempSync(join(tmpdir(), 'wanjia-http-'))
  const data = join(folder, 'data')
  execFileSync(program, ['demo', '--data', data, '--scale', scale, '--no-serve'], { stdio: 'pipe' })
  prepare?.((words, input) => execFileSync(program, [...words, '--data', data, '--json'], { input, stdio: 'pipe' }))
  const child = spawn(program, ['serve', '--data', data, '--port', '0', '--json'],
    { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (bytes) => { log += bytes })
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)))
  const address = await firstAddress(child, ended, () => log)
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    rmSync(folder, { recursive: true })
    return { code, log }
  }
  return { address, stop }
}

async function firstAddress(child, ended, log) {
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([
    new Promise((resolve) => lines.once('line', resolve)),
    ended.then((code) => { throw new Error(`the program ended with ${code}: ${log()}`) })
  ])
  return JSON.parse(line).address.replace(/\/$/, '')
}
