/**
 * Every page that `make screenshots` takes: file name, address, the account that looks at it, what must be there first. `kept` ones
 * also go to docs/pictures. Each is taken in 中文 and English, light and dark, on a desk and on a phone.
 */
export const SCREENS = [
  { name: 'start', path: () => '/', user: 'jingxin', wait: '[data-test=title]' },
  { name: 'ranking', path: () => '/ranking', user: 'jingxin', wait: '[data-test=map][data-ready]', kept: true },
  { name: 'map', path: () => '/map', user: 'jingxin', wait: '[data-test=wall-map][data-ready]', oneScreen: true, kept: true },
  { name: 'registers', path: () => '/registers/household', user: 'jingxin', wait: '[data-test=register-rows] tbody td' },
  { name: 'import', path: () => '/import', user: 'jingxin', wait: '[data-test=import-start]' },
]
