/** Evidence and its uploads (tus 1.0.0), called through the contract. */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

export const photo = readFileSync(new URL('../fixtures/good/photo.jpg', import.meta.url))
const base64 = (text) => Buffer.from(text).toString('base64')

/** `Upload-Metadata` of an object of values. */
export const metadata = (values) =>
  Object.entries(values).map(([name, value]) => `${name} ${base64(value)}`).join(',')

export const tus = (operation, more = {}) =>
  ({ 'Tus-Resumable': '1.0.0', 'X-Wanjia-Operation': operation, ...more })

export const piece = (operation, offset, more = {}) =>
  tus(operation, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset), ...more })

export const sum = (algorithm, bytes) => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`

export function evidenceTests(context) {
  const about = async (more = {}) => {
    const { values } = await context().firstVillage()
    return { register: 'village', key: values.region, purpose: '验收', filename: '现场.jpg', ...more }
  }
  const create = async (operation, length, values, expect = 201) => {
    const { response } = await context().contract.call('begin_upload', {
      headers: tus(operation, { 'Upload-Length': String(length), 'Upload-Metadata': metadata(values) }), expect
    })
    return response.headers.get('location')?.split('/').pop()
  }
  const append = (upload, headers, body, expect = 204) =>
    context().contract.call('append_upload', { path: { upload }, headers, body, expect })

  test('an upload says what it can do, and goes piece by piece into evidence', async () => {
    const { contract } = context()
    const { response: can } = await contract.call('upload_options', { expect: 204 })
    assert.equal(can.headers.get('tus-version'), '1.0.0')
    assert.match(can.headers.get('tus-extension'), /creation.*checksum.*termination/)
    const operation = randomUUID()
    const values = await about()
    const upload = await create(operation, photo.length, values)
    const half = Math.floor(photo.length / 2)
    const [first, second] = [photo.subarray(0, half), photo.subarray(half)]
    await append(upload, piece(operation, 0, { 'Upload-Checksum': sum('sha1', second) }), first, 460)
    const { response } = await append(upload, piece(operation, 0, { 'Upload-Checksum': sum('sha1', first) }), first)
    assert.equal(response.headers.get('upload-offset'), String(half))
    const { response: conflict } = await append(upload, piece(operation, 0), first, 409)
    assert.equal(conflict.headers.get('tus-resumable'), '1.0.0')
    await append(upload, piece(operation, half, { 'Upload-Checksum': 'md5 abc' }), second, 400)
    await append(upload, { ...piece(operation, half), 'Content-Type': 'image/jpeg' }, second, 415)
    await append(upload, { ...piece(operation, half), 'Tus-Resumable': '0.2.2' }, second, 412)
    const { response: head } = await contract.call('get_upload_offset', { path: { upload }, headers: tus(operation) })
    assert.equal(head.headers.get('upload-offset'), String(half))
    assert.equal(head.headers.get('cache-control'), 'no-store')
    const before = (await contract.call('get_upload', { path: { upload } })).json
    assert.deepEqual([before.offset, before.evidence], [half, null])
    // As a client behind a proxy that lets only POST through.
    const posted = await fetch(`${context().server.address}/api/evidence/uploads/${upload}`, {
      method: 'POST', body: second,
      headers: piece(operation, half, { 'X-HTTP-Method-Override': 'PATCH', 'Upload-Checksum': sum('sha256', second) })
    })
    assert.equal(posted.status, 204)
    const { json: { evidence } } = await contract.call('get_upload', { path: { upload } })
    assert.equal(evidence.sha256, createHash('sha256').update(photo).digest('hex'))
    assert.equal(evidence.region, values.key)

    const path = { sha256: evidence.sha256 }
    const original = await contract.call('get_evidence', { path })
    assert.deepEqual(original.bytes, photo)
    assert.match(original.response.headers.get('content-disposition'), /^attachment; /)
    assert.equal(original.response.headers.get('x-content-type-options'), 'nosniff')
    await contract.call('get_evidence', { path, query: { region: values.key } })
    await contract.call('get_evidence', { path, query: { region: '110000000000' }, expect: 404 })
    await contract.call('get_evidence', { path, query: { region: '11' }, expect: 400 })
    const small = await contract.call('get_evidence_thumbnail', { path })
    assert.equal(small.bytes.subarray(0, 2).toString('hex'), 'ffd8')
    assert.ok(!small.bytes.includes('Exif'))
    const copy = await contract.call('get_evidence_copy', { path })
    assert.equal(copy.bytes.subarray(0, 2).toString('hex'), 'ffd8')
    assert.ok(!copy.bytes.includes('Exif'))
    assert.notDeepEqual(copy.bytes, photo)
    assert.match(copy.response.headers.get('content-disposition'), /^attachment; filename="[0-9a-f]{8}\.jpg"$/)
    await contract.call('get_evidence_copy', { path: { sha256: '0'.repeat(64) }, expect: 404 })
    await contract.call('get_evidence_copy', { path, query: { region: '11' }, expect: 400 })
    await contract.call('get_evidence_thumbnail', { path: { sha256: '0'.repeat(64) }, expect: 404 })
    await contract.call('get_evidence_thumbnail', { path, query: { region: '11' }, expect: 400 })

    const list = (query, expect) => contract.call('list_evidence', { query, expect })
    const { json: page } = await list({ register: 'village', key: values.key }, 200)
    assert.equal(page.total, 1)
    assert.equal(page.rows[0].values.captured_at, '2019-06-30T08:01:02+08:00')
    assert.deepEqual(page.rows[0].geometry.coordinates, [109.5, 28.01])
    assert.equal((await list({ duplicates: 1 }, 200)).json.total, 0)
    await list({ register: 'village' }, 400)
    assert.equal((await list({ register: 'village', key: '1' }, 200)).json.total, 0)
    await list({ register: 'nothing', key: '1' }, 404)
  })

  test('what cannot be uploaded is refused before a byte is sent', async () => {
    const { contract } = context()
    const values = await about()
    await create(randomUUID(), 0, values, 400)
    await create(randomUUID(), 10, { ...values, key: 'nowhere' }, 404)
    await create(randomUUID(), 10, { ...values, purpose: '' }, 400)
    await create(randomUUID(), 201 * 2 ** 20, values, 413)
    const headers = tus(randomUUID(), { 'Upload-Length': '5', 'Tus-Resumable': '2.0.0' })
    const { response } = await contract.call('begin_upload', { headers, expect: 412 })
    assert.equal(response.headers.get('tus-version'), '1.0.0')
  })

  test('an upload can be taken back, and what is no evidence takes itself back', async () => {
    const { contract } = context()
    const operation = randomUUID()
    const end = (upload, expect) => contract.call('remove_upload', { path: { upload }, headers: tus(operation), expect })
    const upload = await create(operation, 6, await about())
    await end(upload, 204)
    await end(upload, 404)
    await contract.call('get_upload_offset', { path: { upload }, headers: tus(operation), expect: 404 })
    await contract.call('get_upload', { path: { upload }, expect: 404 })
    await append(upload, piece(operation, 0), '<html>', 404)
    const page = await create(operation, 6, await about({ filename: 'a.html' }))
    await append(page, piece(operation, 0), '<html>', 400)
    await end(page, 404)
    await contract.call('remove_upload', {
      path: { upload }, headers: { ...tus(operation), 'Tus-Resumable': '9' }, expect: 412
    })
    await contract.call('get_upload_offset', {
      path: { upload }, headers: { 'Tus-Resumable': '9' }, expect: 412
    })
  })
}
