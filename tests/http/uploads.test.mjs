/** An upload survives kill -9 of the program: nothing that was acknowledged is sent again. */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { metadata, photo, piece, tus } from './evidence.mjs'
import { makeCounty, serve } from './program.mjs'

let county
let running

before(async () => {
  county = makeCounty()
  running = await serve(county.data)
})
after(() => {
  running?.child.kill('SIGKILL')
  county?.remove()
})

async function restart() {
  running.child.kill('SIGKILL')
  await running.ended
  running = await serve(county.data)
}

test('a photo arrives whole although the program is killed again and again', async () => {
  const at = (path, options) => fetch(new URL(path, running.address), options)
  const { rows } = await (await at('/api/registers/village/rows?limit=1')).json()
  const about = { register: 'village', key: rows[0].values.region, purpose: '验收', filename: 'a.jpg' }
  const operation = randomUUID()
  const begun = await at('/api/evidence/uploads', {
    method: 'POST',
    headers: tus(operation, { 'Upload-Length': String(photo.length), 'Upload-Metadata': metadata(about) })
  })
  assert.equal(begun.status, 201)
  const upload = begun.headers.get('location')
  const offset = async () => {
    const response = await at(upload, { method: 'HEAD', headers: tus(operation) })
    assert.equal(response.status, 200)
    return Number(response.headers.get('upload-offset'))
  }
  const step = Math.ceil(photo.length / 7)
  let acknowledged = 0
  for (let kills = 0; acknowledged < photo.length; ++kills) {
    const body = photo.subarray(acknowledged, acknowledged + step)
    const sent = at(upload, { method: 'PATCH', headers: piece(operation, acknowledged), body })
    if (kills % 2 === 0) {
      // Killed while the piece is on its way: it is here as a whole or not at all.
      const outcome = sent.then((response) => response.status, () => 0)
      await restart()
      const here = await offset()
      const whole = acknowledged + body.length
      assert.ok(here === whole || (here === acknowledged && (await outcome) !== 204), `${here}`)
      acknowledged = here
      if (acknowledged === photo.length) break
      continue
    }
    assert.equal((await sent).status, 204)
    acknowledged += body.length
    await restart()
    assert.equal(await offset(), acknowledged)
  }
  // The last answer may have been lost: asked again, it is the same.
  const again = await at(upload, { method: 'PATCH', headers: piece(operation, photo.length), body: '' })
  assert.equal(again.status, 204)
  const { evidence } = await (await at(upload)).json()
  const sha256 = createHash('sha256').update(photo).digest('hex')
  assert.equal(evidence.sha256, sha256)
  assert.deepEqual(Buffer.from(await (await at(`/api/evidence/${sha256}`)).arrayBuffer()), photo)
  const { total } = await (await at(`/api/evidence?register=village&key=${about.key}`)).json()
  assert.equal(total, 1)
})
