/**
 * Every page that `make screenshots` takes: file name, address, the account that looks at it, what must be there first. `kept` ones
 * also go to docs/pictures. Each is taken in 中文 and English, light and dark, on a desk and on a phone.
 */
export const SCREENS = [
  { name: 'start', path: () => '/', user: 'jingxin', wait: '[data-test=title]' },
  { name: 'ranking', path: () => '/ranking', user: 'jingxin', wait: '[data-test=map][data-ready]', kept: true },
  { name: 'registers', path: () => '/registers/household', user: 'jingxin', wait: '[data-test=register-rows] tbody td' },
  { name: 'import', path: () => '/import', user: 'jingxin', wait: '[data-test=import-start]' },
  { name: 'board', path: () => '/board/task', user: 'jingxin', wait: '[data-test=board]', kept: true },
  { name: 'gantt', path: () => '/board/task?view=plan', user: 'jingxin', wait: '[data-test=gantt]' },
  { name: 'tasks', path: () => '/tasks', user: 'jingxin', wait: '[data-test=tasks]' },
  { name: 'receipts', path: () => '/tasks/notice_receipt', user: 'gongdian', wait: '[data-test=tasks]' },
  { name: 'matters', path: () => '/tasks/matter', user: 'jingxin', wait: '[data-test=tasks]' },
  { name: 'reports', path: () => '/reports', user: 'jingxin', wait: '[data-test=matrix]' },
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
