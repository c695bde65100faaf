/**
 * Every page that `make screenshots` takes: file name, address, the account that looks at it, what must be there first. `kept` ones
 * also go to docs/pictures. Each is taken in 中文 and English, light and dark, on a desk and on a phone.
 */
const firstCase = async (page, county) => {
  const { entries } = await (await page.request.get(`${county.url}/api/ledgers/no_power_case/entries?limit=1&only=mine`)).json()
  return `/ledgers/no_power_case/entries/${entries[0].values.number}`
}

const caseWithPlace = async (page, county) => {
  const { entries } = await (await page.request.get(`${county.url}/api/ledgers/no_power_case/entries?limit=100`)).json()
  return `/ledgers/no_power_case/entries/${entries.find((one) => one.geometry).values.number}`
}

export const SCREENS = [
  { name: 'start', path: () => '/', user: 'jingxin', wait: '[data-test=list-news]', kept: true },
  { name: 'start-village', path: () => '/', user: 'cunwei', wait: '[data-test=list-news]' },
  { name: 'ledgers', path: () => '/ledgers', user: 'jingxin', wait: '[data-test=ledgers] tbody td' },
  { name: 'ledger', path: () => '/ledgers/no_power_case', user: 'jingxin', wait: '[data-test=table] tbody td', kept: true },
  { name: 'entry', path: firstCase, user: 'gongdian', wait: '[data-test=history]', kept: true },
  { name: 'entry-step', path: firstCase, user: 'gongdian', wait: '[data-test=history]', act: (page) => page.locator('[data-test^=step-]').first().click() },
  { name: 'entry-map', path: caseWithPlace, user: 'jingxin', wait: '[data-test=entry-map] [data-ready]' },
  { name: 'entry-new', path: () => '/ledgers/no_power_case/new', user: 'cunwei', wait: '[data-test=open]' },
  { name: 'ranking', path: () => '/ranking', user: 'jingxin', wait: '[data-test=map][data-ready]', kept: true },
  { name: 'map', path: () => '/map', user: 'jingxin', wait: '[data-test=wall-map][data-ready]', oneScreen: true, kept: true },
  { name: 'registers', path: () => '/registers/household', user: 'jingxin', wait: '[data-test=table] tbody td' },
  { name: 'register-row', path: () => '/registers/household/rows/1', user: 'jingxin', wait: '[data-test=versions] li' },
  { name: 'settlements', path: () => '/settlements', user: 'jingxin', wait: '[data-test=run]', act: async (page) => { await page.locator('[data-test=run]').click(); await page.locator('[data-test=settlements] tbody tr').first().waitFor() } },
  { name: 'import', path: () => '/import', user: 'jingxin', wait: '[data-test=import-start]' },
  { name: 'board', path: () => '/board/task', user: 'jingxin', wait: '[data-test=board]', kept: true },
  { name: 'gantt', path: () => '/board/task?view=plan', user: 'jingxin', wait: '[data-test=gantt]' },
  { name: 'tasks', path: () => '/tasks', user: 'jingxin', wait: '[data-test=tasks]' },
  { name: 'receipts', path: () => '/tasks/notice_receipt', user: 'gongdian', wait: '[data-test=tasks]' },
  { name: 'matters', path: () => '/tasks/matter', user: 'jingxin', wait: '[data-test=tasks]' },
  { name: 'reports', path: () => '/reports', user: 'jingxin', wait: '[data-test=matrix]' },
  { name: 'messages', path: () => '/messages', user: 'zhenzhang', wait: '[data-test=inbox], .empty-state, .empty' },
  { name: 'messages-queue', path: () => '/messages/queue', user: 'jingxin', wait: '[data-test=sender]' },
  { name: 'documents', path: () => '/documents/R-27?programme=huayuan-2019&period=2019-06', user: 'jingxin', wait: '[data-test=paper]' },
  { name: 'document-sheet', path: () => '/documents/R-04?programme=chengkou-2020&period=2020-06', user: 'jingxin', wait: '[data-test=paper]' },
  { name: 'short-boards', path: () => '/figures/short-boards', user: 'jingxin', wait: '[data-test=short-boards] tbody tr' },
  { name: 'counts', path: () => '/figures/counts', user: 'jingxin', wait: '[data-test=counts] tbody tr' },
  { name: 'attention', path: () => '/figures/attention', user: 'jingxin', wait: '[data-test=attention] tbody tr' },
  { name: 'draws', path: () => '/draws', user: 'jingxin', wait: '[data-test=draw-new]' },
  { name: 'people', path: () => '/people', user: 'xitong', wait: '[data-test=accounts] tbody tr' },
  { name: 'grants', path: () => '/people/grants', user: 'anquan', wait: '[data-test=grants] tbody tr' },
  { name: 'programmes', path: () => '/programmes', user: 'jingxin', wait: '[data-test=programmes]' },
  { name: 'programme', path: () => '/programmes/huayuan-2019', user: 'jingxin', wait: '[data-test=versions]' },
  { name: 'health', path: () => '/system/health', user: 'xitong', wait: '[data-test=health]' },
  { name: 'trail', path: () => '/system/trail', user: 'shenji', wait: '[data-test=trail-lines] tbody tr' },
  { name: 'reconciliation', path: () => '/system/reconciliation', user: 'jingxin', wait: '[data-test=totals], .empty-state' },
  { name: 'burden', path: () => '/system/burden', user: 'jingxin', wait: '[data-test=burden]' },
  { name: 'profile', path: () => '/me', user: 'gongdian', wait: '[data-test=totp-begin]' },
]
