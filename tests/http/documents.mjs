/** Documents from a draft to an approved correction, each answer that the contract describes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomUUID } from 'node:crypto'

const period = '2019-06'

export function documentTests(at) {
  const call = (id, more = {}) => at().contract.call(id, more)
  const post = (id, path, body, expect = 200) => call(id, {
    path, expect, body: body && JSON.stringify(body),
    headers: { 'X-Wanjia-Operation': randomUUID(), 'Content-Type': 'application/json' }
  })
  const boardOf = async (programme) => (await call('list_documents', { query: programme ? { programme, period } : { period } })).json.documents
  const isFile = (bytes) => bytes.subarray(0, 2).toString() === 'PK'

  test('X_13 a document is looked at, frozen, approved, corrected and compared', async () => {
    const all = await boardOf()
    assert.equal(all.length, 32)
    const bulletin = (await boardOf('huayuan-2019')).find((one) => one.document === 'R-27')
    assert.deepEqual([bulletin.state, bulletin.latest, bulletin.loaded, bulletin.may_issue], ['draft', null, true, true])
    await call('list_documents', { query: { period: '2019年6月' }, expect: 400 })

    const path = { document: 'R-27' }
    const draft = (await call('preview_document', { path, query: { period } })).json
    assert.equal(draft.issue, null)
    assert.match(draft.html, /<td/)
    assert.ok(isFile((await call('get_document', { path, query: { period } })).bytes))
    for (const id of ['preview_document', 'get_document']) {
      await call(id, { path: { document: 'R-99' }, query: { period }, expect: 404 })
      await call(id, { path, query: { period: 'June' }, expect: 400 })
      await call(id, { path, query: { period, region: '999999999999' }, expect: 400 })
    }

    const { json: { issue, edition } } = await post('freeze_document', path, { period })
    assert.equal(edition, 1)
    await post('freeze_document', path, { period }, 409)
    await post('freeze_document', path, { period, region: '999999999999' }, 400)
    await post('freeze_document', { document: 'R-99' }, { period }, 404)
    const { json: { number } } = await post('approve_document', { id: issue })
    assert.match(number, /〔\d{4}〕1号$/)
    await post('approve_document', { id: issue }, undefined, 409)
    await post('approve_document', { id: 99 }, undefined, 404)

    const corrected = (await post('freeze_document', path, { period, reason: '用户数更正' })).json
    assert.equal(corrected.edition, 2)
    const { json: changes } = await call('get_document_changes', { path: { id: corrected.issue } })
    assert.equal(changes.before, issue)
    assert.equal((await call('preview_document_issue', { path: { id: issue } })).json.number, number)
    assert.ok(isFile((await call('get_document_issue', { path: { id: issue } })).bytes))
    for (const id of ['get_document_changes', 'preview_document_issue', 'get_document_issue'])
      await call(id, { path: { id: 99 }, expect: 404 })
    const { json: { issues } } = await call('list_document_issues', { query: { document: 'R-27' } })
    assert.deepEqual(issues.map((one) => one.issue), [corrected.issue, issue])
    assert.equal((await boardOf()).find((one) => one.document === 'R-27').state, 'frozen')
  })
}
