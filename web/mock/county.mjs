/** A fictional county with everything the pages show: the same bytes on every start. */

export const PERIOD = '2019-06'
export const COUNTY = { code: '433199000000', name: '云溪县' }

/** mulberry32: small, seeded, good enough for made-up figures. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const TOWNSHIPS = [
  '城关镇', '石栏镇', '吉卫镇', '麻栗镇', '雅桥镇', '猫儿镇', '龙潭镇', '民乐镇',
  '长乐乡', '补抽乡', '两河乡', '道二乡', '排料乡', '董马乡', '窝勺乡', '大河坪乡',
]
const FIRST = ['大', '小', '上', '下', '老', '新', '金', '银', '龙', '虎', '石', '木', '茶', '竹', '桐', '枫', '清', '白', '青', '黄']
const SECOND = ['湾', '坪', '坡', '溪', '寨', '洞', '冲', '坳', '岩', '塘', '垭', '坝', '岭', '河', '沟', '田']

/** Corners of the township grid, moved a little so that no border is straight. */
function makeGrid(random) {
  const corner = (row, column) => [
    109.25 + column * 0.135 + (random() - 0.5) * 0.06 + row * 0.012,
    28.72 - row * 0.105 + (random() - 0.5) * 0.045,
  ]
  return Array.from({ length: 5 }, (_, row) => Array.from({ length: 5 }, (_, column) => corner(row, column)))
}

/** A border between two corners, broken into short pieces; the same from either side. */
function makeBorders(grid, random) {
  const borders = new Map()
  const draw = (from, to) => {
    const points = []
    for (let step = 0; step < 9; step += 1) {
      const t = step / 9
      const wobble = step === 0 ? 0 : (random() - 0.5) * 0.016
      points.push([from[0] + (to[0] - from[0]) * t - wobble * 0.6, from[1] + (to[1] - from[1]) * t + wobble])
    }
    return [...points, to]
  }
  for (let row = 0; row < 5; row += 1) {
    for (let column = 0; column < 5; column += 1) {
      if (column < 4) borders.set(`h${row},${column}`, draw(grid[row][column], grid[row][column + 1]))
      if (row < 4) borders.set(`v${row},${column}`, draw(grid[row][column], grid[row + 1][column]))
    }
  }
  return borders
}

function ringOf(borders, row, column) {
  const top = borders.get(`h${row},${column}`)
  const right = borders.get(`v${row},${column + 1}`)
  const bottom = [...borders.get(`h${row + 1},${column}`)].reverse()
  const left = [...borders.get(`v${row},${column}`)].reverse()
  return [...top.slice(0, -1), ...right.slice(0, -1), ...bottom.slice(0, -1), ...left]
}

function pointWithin(grid, row, column, random) {
  const u = 0.12 + random() * 0.76
  const v = 0.12 + random() * 0.76
  const mix = (axis) =>
    grid[row][column][axis] * (1 - u) * (1 - v) + grid[row][column + 1][axis] * u * (1 - v) +
    grid[row + 1][column][axis] * (1 - u) * v + grid[row + 1][column + 1][axis] * u * v
  return [Number(mix(0).toFixed(6)), Number(mix(1).toFixed(6))]
}

function makeFacts(random, quality) {
  const settlements = Array.from({ length: 2 + Math.floor(random() * 6) }, (_, index) => ({
    number: String(index + 1).padStart(2, '0'),
    name: `${FIRST[Math.floor(random() * FIRST.length)]}${SECOND[Math.floor(random() * SECOND.length)]}`,
    households: 20 + Math.floor(random() * 60),
    four_g: random() < 0.78 + 0.22 * quality,
    fibre: random() < 0.62 + 0.38 * quality,
  }))
  const households = settlements.reduce((total, one) => total + one.households, 0) + Math.floor(random() * 40)
  const residents = Math.round(households * (2.9 + random()))
  const share = (low, high) => low + (high - low) * (0.75 * quality + 0.25 * random())
  return {
    settlements, households, residents,
    phone_users: Math.round(residents * share(0.42, 0.8)),
    four_g_users: Math.round(residents * share(0.36, 0.78)),
    broadband_households: Math.round(households * share(0.16, 0.5)),
    network_formed: random() < 0.8 + 0.2 * quality ? 1 : 0,
    network_members: Math.round(residents * share(0.1, 0.6)),
    ring_opened: random() < 0.75 + 0.25 * quality ? 1 : 0,
    ring_numbers: Math.floor(share(0, 7.5)),
    mas_opened: random() < 0.85 + 0.15 * quality ? 1 : 0,
    mas_households: Math.round(households * share(0.3, 0.95)),
    mas_sends: Math.floor(share(0, 3.6)),
    cloud_opened: random() < 0.72 + 0.28 * quality ? 1 : 0,
    cloud_logins: Math.floor(share(0, 6.5)),
    room_place: random() < 0.82 + 0.18 * quality ? 1 : 0,
    room_computers: Math.floor(share(0, 3.2)),
    room_broadband: random() < 0.8 + 0.2 * quality ? 1 : 0,
    room_open: random() < 0.4 + 0.6 * quality ? 1 : 0,
    room_activities: Math.floor(share(0, 2.6)),
  }
}

/** Six villages that show what pages must survive: nobody lives there, a tie, one user short. */
function addEdgeCases(villages) {
  const empty = villages[40].facts
  Object.assign(empty, { settlements: [], households: 0, residents: 0, phone_users: 0, four_g_users: 0, broadband_households: 0, network_members: 0, mas_households: 0 })
  Object.assign(villages[17].facts, { ...structuredClone(villages[16].facts) })
  Object.assign(villages[60].facts, { residents: 20001, phone_users: 14000 })
  villages[90].point = null
}

export function makeCounty() {
  const random = randomFrom(433199)
  const grid = makeGrid(random)
  const borders = makeBorders(grid, random)
  const townships = TOWNSHIPS.map((name, index) => ({
    code: `433199${String(name.endsWith('镇') ? 100 + index : 200 + index - 8).padStart(3, '0')}000`,
    name,
    ring: ringOf(borders, Math.floor(index / 4), index % 4),
  }))
  const villages = []
  for (let index = 0; index < 193; index += 1) {
    const at = index % 16
    const serial = 200 + Math.floor(index / 16)
    const quality = Math.min(1, Math.max(0, (random() + random()) / 2 + (at < 4 ? 0.12 : -0.04)))
    const name = `${FIRST[(index * 7 + at) % FIRST.length]}${SECOND[(index * 5 + Math.floor(index / 16)) % SECOND.length]}${at === 0 && index < 48 ? '社区' : '村'}`
    villages.push({
      region: `${townships[at].code.slice(0, 9)}${serial}`,
      name,
      township: townships[at],
      path_name: `${COUNTY.name}${townships[at].name}${name}`,
      point: pointWithin(grid, Math.floor(at / 4), at % 4, random),
      facts: makeFacts(random, quality),
    })
  }
  villages.sort((a, b) => (a.region < b.region ? -1 : 1))
  addEdgeCases(villages)
  return { townships, villages }
}
