/** docs/openapi.yaml as a judge of requests and answers. */
import { readFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import Ajv2020 from 'ajv/dist/2020.js'
import { parse } from 'yaml'

const document = parse(readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8'))
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema(document, 'openapi')

const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1')

function resolve(node) {
  if (!node?.$ref) return node
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key], document)
}

const operations = new Map()
for (const [path, item] of Object.entries(document.paths))
  for (const [method, operation] of Object.entries(item))
    operations.set(operation.operationId, { path, method, operation })

export class Contract {
  constructor(address) {
    this.address = address
    this.seen = new Set()
  }

  /**
   * Calls an operation and checks that its answer is one the contract describes. `path` and `query` hold
   * parameters; `expect` is the status that must come.
   */
  async call(operationId, { path = {}, query = {}, headers = {}, body, expect = 200 } = {}) {
    const { path: pattern, method, operation } = operations.get(operationId)
    const filled = pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name]))
    const url = new URL(filled, this.address)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const response = await fetch(url, { method: method.toUpperCase(), headers, body })
    const bytes = Buffer.from(await response.arrayBuffer())
    const what = `${operationId} ${url.pathname}${url.search}`
    assert.equal(response.status, expect, `${what}: ${bytes.toString().slice(0, 500)}`)
    return this.check(what, operationId, operation, pattern, method, response, bytes)
  }

  check(what, operationId, operation, pattern, method, response, bytes) {
    const status = String(response.status)
    const key = operation.responses[status] ? status : 'default'
    this.seen.add(`${operationId} ${key}`)
    const description = resolve(operation.responses[key])
    if (!description.content) {
      assert.equal(bytes.length, 0, `${what}: a body where the contract has none`)
      return { response, bytes }
    }
    const type = response.headers.get('content-type').split(';')[0]
    assert.ok(description.content[type], `${what}: content type ${type} is not in the contract`)
    if (type !== 'application/json') return { response, bytes }
    const json = JSON.parse(bytes.toString())
    this.validate(what, operation.responses[key], pattern, method, key, json)
    return { response, bytes, json }
  }

  validate(what, node, pattern, method, key, json) {
    const base = node.$ref
      ? node.$ref.slice(1)
      : `/paths/${escaped(pattern)}/${method}/responses/${key}`
    const pointer = `${base}/content/${escaped('application/json')}/schema`
    const validator = ajv.compile({ $ref: `openapi#${encodeURI(pointer).replaceAll('#', '%23')}` })
    assert.ok(validator(json), `${what}: ${ajv.errorsText(validator.errors)}`)
  }

  /** Marks an answer that was read by other means, such as a stream. */
  mark(operationId, status) {
    this.seen.add(`${operationId} ${status}`)
  }

  /** `operation status` of every described answer that never came; the general ones left out. */
  missing() {
    const all = [...operations].flatMap(([id, { operation }]) =>
      Object.keys(operation.responses).map((status) => `${id} ${status}`))
    return all.filter((one) => !one.endsWith(' default') && !this.seen.has(one))
  }
}
