/** Messages on their way, those on a person's own pages, and what a gateway pushes. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gatewayKey } from './program.mjs'

export function messageTests(the) {
  const call = (...words) => the().contract.call(...words)
  const post = (id, body, expect = 200, path = {}) => call(id, {
    path, body: JSON.stringify(body), expect,
    headers: { 'Content-Type': 'application/json', 'X-Wanjia-Operation': crypto.randomUUID() }
  })
  // A gateway knows no operation ids.
  const push = (id, body, expect = 200, key = gatewayKey) => call(id, { path: { key }, body: JSON.stringify(body), expect })

  test('a message is written to a contact, listed masked, and answered', async () => {
    const { json: { rows } } = await call('list_rows', { path: { register: 'village' }, query: { limit: 1 } })
    const { region } = rows[0].values
    await call('put_row', {
      path: { register: 'contact' }, headers: { 'Content-Type': 'application/json', 'X-Wanjia-Operation': crypto.randomUUID() },
      body: JSON.stringify({ values: { region, number: '1', level: 'village_clerk', channel: 'sms', address: '13900000077' } })
    })
    const { json: written } = await post('write_message', { title: '通知', text: '明天开会。', contacts: [{ region, number: 1 }] })
    assert.equal(written.recipients, 1)
    await post('write_message', { title: '', text: '明天开会。', contacts: [{ region, number: 1 }] }, 400)
    await post('write_message', { title: '通知', text: '明天开会。', contacts: [{ region, number: 99 }] }, 404)
    const { json: queue } = await call('list_messages', { query: { region, state: 'waiting', channel: 'sms', limit: 5 } })
    assert.equal(queue.messages[0].address, '139****0077')
    assert.equal(queue.sending, true)
    await call('list_messages', { query: { limit: 0 }, expect: 400 })

    const { key } = queue.messages[0]
    appendFileSync(join(the().data, 'messages', 'journal'), `unknown\t${key}\t1\tno answer\n`)
    assert.deepEqual((await post('decide_message', { message: key, again: true })).json, { count: 1, state: 'waiting' })
    await post('decide_message', { message: key, again: true }, 409)
    await post('decide_message', { message: 'none', again: true }, 404)
    await post('decide_message', { message: key }, 400)

    appendFileSync(join(the().data, 'messages', 'journal'), `try\t${key}\t86400\tr1\nunknown\t${key}\t86400\tno answer\n`)
    const { json: { open } } = await call('list_messages', { query: { state: 'unknown', request: 'r1', tried_from: '1970-01-02T08:00', tried_until: '1970-01-02 08:00' } })
    assert.deepEqual(open.map(({ request, count }) => [request, count]), [['r1', 1]])
    await call('list_messages', { query: { tried_from: '1970-01-02' }, expect: 400 })
    await post('decide_message', { request: 'r1', again: false, count: 2 }, 409)
    await post('decide_message', { request: 'r1', again: false }, 400)
    await post('decide_message', { request: 'r1', message: key, again: false, count: 1 }, 400)
    await post('decide_message', { tried_from: 'yesterday', again: false, count: 1 }, 400)
    assert.deepEqual((await post('decide_message', { request: 'r1', again: true, count: 1 })).json, { count: 1, state: 'waiting' })

    const reply = { mobile: '13900000077', smsContent: 'TD', sendTime: '2020-06-24 12:00:00' }
    assert.deepEqual((await push('push_replies', [reply, reply])).json, { taken: 2, unknown: 0, opted_out: 2 })
    await push('push_replies', { smsContent: 'TD' }, 400)
    await push('push_replies', reply, 404, 'abcdefghijklmnop')
    const { json: after } = await call('list_messages', { query: { region, state: 'opted_out' } })
    assert.ok(after.total >= 1)
    const { json: replies } = await call('list_rows', { path: { register: 'message_reply' } })
    assert.equal(replies.total, 1)
  })

  test('status reports are pushed to an address with a key', async () => {
    assert.deepEqual((await push('push_reports', { msgGroup: 'none', reportStatus: 'DELIVRD' })).json, { taken: 0, unknown: 1 })
    await push('push_reports', { reportStatus: 'DELIVRD' }, 400)
    await push('push_reports', { msgGroup: 'none', reportStatus: 'DELIVRD' }, 404, 'abcdefghijklmnop')
  })

  test('slips are on the pages of whom they concern until they are read', async () => {
    const { json: { messages, unread } } = await call('get_inbox')
    assert.ok(messages.length > 0 && unread >= messages.length)
    const { message } = messages[0]
    await post('mark_messages', { messages: [message] })
    await post('mark_messages', { messages: [message], read: true })
    await post('mark_messages', { messages: [] }, 400)
    await post('mark_messages', { messages: ['r999999999'] }, 404)
    const { json: now } = await call('get_inbox')
    assert.equal(now.unread, unread - 1)
    assert.ok(now.messages[0].read_at)
  })
}
