/**
 * Every page that `make screenshots` takes: file name, address, the account that looks at it, what must be there first. `kept` ones
 * also go to docs/pictures. Each is taken in 中文 and English, light and dark, on a desk and on a phone.
 */
const firstCase = async (page, county) => {
  const { entries } = await (await page.request.get(`${county.url}/api/ledgers/no_power_case/entries?limit=1&only=mine`)).json()
  return `/ledgers/no_power_case/entries/${entries[0].values.number}`
}

export const SCREENS = [
  { name: 'start', path: () => '/', user: 'jingxin', wait: '[data-test=list-news]', kept: true },
  { name: 'start-village', path: () => '/', user: 'cunwei', wait: '[data-test=list-news]' },
  { name: 'ledgers', path: () => '/ledgers', user: 'jingxin', wait: '[data-test=ledgers] tbody td', kept: true },
  { name: 'ledger', path: () => '/ledgers/no_power_case', user: 'jingxin', wait: '[data-test=table] tbody td', kept: true },
  { name: 'entry', path: firstCase, user: 'gongdian', wait: '[data-test=history]', kept: true },
  { name: 'entry-step', path: firstCase, user: 'gongdian', wait: '[data-test=history]', act: (page) => page.locator('[data-test^=step-]').first().click() },
  { name: 'entry-new', path: () => '/ledgers/no_power_case/new', user: 'cunwei', wait: '[data-test=open]' },
  { name: 'ranking', path: () => '/ranking', user: 'jingxin', wait: '[data-test=map][data-ready]', kept: true },
  { name: 'registers', path: () => '/registers/household', user: 'jingxin', wait: '[data-test=table] tbody td' },
  { name: 'register-row', path: () => '/registers/household/rows/1', user: 'jingxin', wait: '[data-test=versions] li' },
  { name: 'import', path: () => '/import', user: 'jingxin', wait: '[data-test=import-start]' },
]
