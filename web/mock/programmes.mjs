/** Two programmes over the made-up county, scored exactly as the pages expect from the server. */
import { PERIOD } from './county.mjs'

const gcd = (a, b) => (b ? gcd(b, a % b) : a < 0n ? -a : a)
const make = (n, d = 1n) => {
  const [top, bottom] = [BigInt(n), BigInt(d)]
  const common = gcd(top, bottom) || 1n
  return { n: top / common, d: bottom / common }
}
const plus = (a, b) => make(a.n * b.d + b.n * a.d, a.d * b.d)
const less = (a, b) => a.n * b.d < b.n * a.d
const exact = (a) => (a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`)
export const fixed = (a, places = 2) => {
  const scaled = (a.n * 10n ** BigInt(places) * 2n + a.d) / (a.d * 2n)
  const digits = scaled.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const text = (zh, en) => ({ zh, en })

/** name, label, note, unit, pass, numerator and denominator over the facts, register of each. */
const one = () => 1
const INDICATORS = [
  ['four_g_settlements', text('4G网络覆盖率', '4G coverage'), text('4G覆盖的聚居区 ÷ 聚居区', 'Settlements with 4G ÷ settlements'), 'percent', '1', (f) => f.settlements.filter((s) => s.four_g).length, (f) => f.settlements.length, 'settlement'],
  ['fibre_settlements', text('光纤宽带通达率', 'Fibre reach'), text('光纤通达的聚居区 ÷ 聚居区', 'Settlements reached by fibre ÷ settlements'), 'percent', '1', (f) => f.settlements.filter((s) => s.fibre).length, (f) => f.settlements.length, 'settlement'],
  ['phone_rate', text('移动手机普及率', 'Mobile phone rate'), text('移动手机用户 ÷ 常住人口', 'Mobile phone users ÷ residents'), 'percent', '7/10', (f) => f.phone_users, (f) => f.residents, 'telecom_stat'],
  ['four_g_rate', text('4G上网普及率', '4G use rate'), text('4G上网用户 ÷ 常住人口', '4G users ÷ residents'), 'percent', '7/10', (f) => f.four_g_users, (f) => f.residents, 'telecom_stat'],
  ['broadband_rate', text('家庭宽带接入率', 'Home broadband rate'), text('宽带接入户数 ÷ 常住户数', 'Broadband households ÷ households'), 'percent', '2/5', (f) => f.broadband_households, (f) => f.households, 'telecom_stat'],
  ['network_formed', text('移动乡情网已组建', 'Home-town network formed'), text('当月已组建', 'Formed in the month'), 'count', '1', (f) => f.network_formed, one, 'service_use'],
  ['network_members', text('乡情网成员率', 'Network membership'), text('乡情网成员 ÷ 常住人口', 'Members ÷ residents'), 'percent', '1/2', (f) => f.network_members, (f) => f.residents, 'service_use'],
  ['ring_opened', text('集团彩铃已开通', 'Group ring opened'), text('当月已开通', 'Opened in the month'), 'count', '1', (f) => f.ring_opened, one, 'service_use'],
  ['ring_numbers', text('彩铃号码数', 'Ring numbers'), text('开通彩铃的号码', 'Numbers with the ring'), 'count', '5', (f) => f.ring_numbers, one, 'service_use'],
  ['mas_opened', text('云MAS已开通', 'Cloud MAS opened'), text('当月已开通', 'Opened in the month'), 'count', '1', (f) => f.mas_opened, one, 'service_use'],
  ['mas_households', text('通讯录入户率', 'Address book households'), text('通讯录户数 ÷ 常住户数', 'Households in the book ÷ households'), 'percent', '4/5', (f) => f.mas_households, (f) => f.households, 'service_use'],
  ['mas_sends', text('当月群发次数', 'Sends in the month'), text('云MAS当月群发', 'Cloud MAS sends in the month'), 'count', '2', (f) => f.mas_sends, one, 'service_use'],
  ['cloud_opened', text('移动办公云已开通', 'Office cloud opened'), text('当月已开通', 'Opened in the month'), 'count', '1', (f) => f.cloud_opened, one, 'service_use'],
  ['cloud_logins', text('当月登录次数', 'Logins in the month'), text('移动办公云当月登录', 'Office cloud logins in the month'), 'count', '4', (f) => f.cloud_logins, one, 'service_use'],
  ['room_place', text('学习室有场所', 'Learning room place'), text('有固定场所', 'Has a place of its own'), 'count', '1', (f) => f.room_place, one, 'service_use'],
  ['room_computers', text('学习室电脑', 'Learning room computers'), text('可用电脑台数', 'Computers in use'), 'count', '2', (f) => f.room_computers, one, 'service_use'],
  ['room_broadband', text('学习室通宽带', 'Learning room broadband'), text('已通宽带', 'Broadband connected'), 'count', '1', (f) => f.room_broadband, one, 'service_use'],
  ['room_open', text('每周开放满12小时并公示', 'Open 12 h a week, posted'), text('开放时间不少于12小时且已公示', 'At least 12 hours a week, hours posted'), 'count', '1', (f) => f.room_open, one, 'service_use'],
  ['room_activities', text('当月活动次数', 'Activities in the month'), text('学习室当月活动', 'Learning room activities in the month'), 'count', '1', (f) => f.room_activities, one, 'service_use'],
].map(([name, label, note, unit, pass, numerator, denominator, register]) => ({ name, label, note, unit, pass, numerator, denominator, register }))

/** aspect: name, label, items as [name, label, kind, weight, indicator, target or points each]. */
const ASPECTS = [
  ['double_hundred', text('双百工程', 'Double hundred'), [['four_g', text('4G网络覆盖', '4G coverage'), 'proportional', 10, 'four_g_settlements', [1, 1]], ['fibre', text('光纤宽带通达', 'Fibre reach'), 'proportional', 10, 'fibre_settlements', [1, 1]]]],
  ['phones', text('移动手机使用', 'Mobile phones'), [['phones', text('移动手机普及率', 'Mobile phone rate'), 'proportional', 15, 'phone_rate', [7, 10]]]],
  ['four_g_use', text('4G上网', '4G use'), [['four_g_use', text('4G上网普及率', '4G use rate'), 'proportional', 15, 'four_g_rate', [7, 10]]]],
  ['broadband', text('宽带接入', 'Broadband'), [['broadband', text('家庭宽带接入率', 'Home broadband rate'), 'proportional', 15, 'broadband_rate', [2, 5]]]],
  ['home_network', text('移动乡情网组建应用', 'Home-town network'), [['formed', text('已组建', 'Formed'), 'boolean', 4, 'network_formed', [1, 1]], ['members', text('成员率', 'Members'), 'proportional', 6, 'network_members', [1, 2]]]],
  ['ring', text('集团特色彩铃', 'Group ring'), [['opened', text('已开通', 'Opened'), 'boolean', 2, 'ring_opened', [1, 1]], ['numbers', text('号码数', 'Numbers'), 'proportional', 3, 'ring_numbers', [5, 1]]]],
  ['village_affairs', text('云MAS等村务信息化', 'Village affairs (cloud MAS)'), [['mas', text('云MAS开通', 'Cloud MAS opened'), 'boolean', 2, 'mas_opened', [1, 1]], ['book', text('通讯录', 'Address book'), 'proportional', 2, 'mas_households', [4, 5]], ['sends', text('群发', 'Sends'), 'proportional', 2, 'mas_sends', [2, 1]], ['cloud', text('移动办公云', 'Office cloud'), 'boolean', 2, 'cloud_opened', [1, 1]], ['logins', text('登录', 'Logins'), 'proportional', 2, 'cloud_logins', [4, 1]]]],
  ['learning_room', text('互联网学习室', 'Learning room'), [['place', text('场所', 'Place'), 'boolean', 2, 'room_place', [1, 1]], ['computers', text('电脑', 'Computers'), 'count', 2, 'room_computers', [1, 1]], ['broadband', text('通宽带', 'Broadband'), 'boolean', 2, 'room_broadband', [1, 1]], ['open', text('开放与公示', 'Open and posted'), 'boolean', 2, 'room_open', [1, 1]], ['activities', text('活动', 'Activities'), 'boolean', 2, 'room_activities', [1, 1]]]],
]

const declareIndicator = ({ name, label, note, unit, pass, soft = null, full = null }) => ({ name, label, note, unit, pass, full, soft })

const GANZHOU = [
  { ...INDICATORS[0], name: 'settlement_4g', label: text('25户以上自然村4G覆盖率', '4G in settlements of 25 and more'), pass: '19/20', full: '1' },
  { ...INDICATORS[1], name: 'settlement_broadband', label: text('25户以上自然村宽带通达率', 'Broadband in settlements of 25 and more'), pass: '3/4', full: '1' },
  { ...INDICATORS[14], name: 'committee_4g', label: text('村委会所在地4G覆盖率', '4G at the committee seat'), unit: 'percent', pass: '1' },
  { ...INDICATORS[16], name: 'committee_fibre', label: text('村委会所在地光纤宽带', 'Fibre at the committee seat'), unit: 'percent', pass: '1' },
  { ...INDICATORS[4], name: 'household_broadband', label: text('家庭宽带接入率', 'Home broadband rate'), pass: null, soft: '2/5' },
  { ...INDICATORS[2], name: 'phones', label: text('移动手机普及率', 'Mobile phone rate'), pass: null },
]

export const PROGRAMMES = [
  {
    code: 'huayuan-2019', version: 1,
    title: text('“乡村振兴移动信息化示范村”创建活动', 'Model villages of mobile information'),
    issuer: text('县人民政府办公室', 'County government office'),
    document_number: '花政办函〔2019〕8号', scope: ['433199000000'], unit_level: 'village',
    periods: ['2019-05', PERIOD], indicators: INDICATORS.map(declareIndicator),
    goals: [
      { name: 'double_hundred', label: text('双百工程', 'Double hundred'), indicators: ['four_g_settlements', 'fibre_settlements'] },
      { name: 'leadership', label: text('电普服务', 'Universal service'), indicators: ['phone_rate', 'four_g_rate', 'broadband_rate'] },
      { name: 'e_government', label: text('政务信息化', 'E-government'), indicators: ['room_place', 'cloud_opened', 'mas_opened'] },
    ],
    scorecard: {
      total: '100', pass: '80', top: 10, pass_label: text('达标', 'Passed'), top_label: text('优秀', 'Excellent'),
      aspects: ASPECTS.map(([name, label, items]) => ({
        name, label,
        items: items.map(([item, itemLabel, kind, weight, indicator]) => ({ name: item, label: itemLabel, kind, weight: `${weight}`, indicators: [indicator] })),
      })),
    },
  },
  {
    code: 'ganzhou-2020', version: 1, title: text('信息化脱贫攻坚挂牌督战', 'Supervised listing of poor villages'),
    issuer: text('市大数据发展管理局', 'City big-data bureau'), document_number: '赣市大数据字〔2020〕6号',
    scope: ['433199000000'], unit_level: 'village', periods: [PERIOD], goals: [],
    indicators: GANZHOU.map(declareIndicator), scorecard: null,
  },
]

const parse = (t) => (t == null ? null : make(...t.split('/')))

function judge(indicator, numerator, denominator) {
  if (denominator === 0) return 'not_applicable'
  const target = parse(indicator.pass ?? indicator.full)
  const value = make(numerator, denominator)
  if (target) return less(value, target) ? 'not_met' : 'met'
  const soft = parse(indicator.soft)
  if (soft) return less(value, soft) ? 'soft_not_met' : 'met'
  return 'no_target'
}

function valueOf(indicator, numerator, denominator) {
  const judgement = judge(indicator, numerator, denominator)
  const percent = denominator ? fixed(make(BigInt(numerator) * 100n, denominator)) : ''
  const pass = parse(indicator.pass)
  const shown = denominator && pass ? make(BigInt(percent.replace('.', '')), 10000n) : null
  return {
    indicator: indicator.name, numerator, denominator, judgement,
    display: indicator.unit === 'percent' ? percent : `${numerator}`,
    rounding_trap: judgement === 'not_met' && indicator.unit === 'percent' && shown != null && !less(shown, pass),
  }
}

function scoreItem(aspect, [name, , kind, weight, indicatorName, target], facts) {
  const indicator = INDICATORS.find((candidate) => candidate.name === indicatorName)
  const [n, d] = [indicator.numerator(facts), indicator.denominator(facts)]
  const applicable = d !== 0
  const goal = make(...target)
  const value = applicable ? make(n, d) : make(0)
  const reached = applicable && !less(value, goal)
  const part = make(BigInt(weight) * value.n * goal.d, value.d * goal.n)
  const points = kind === 'boolean' ? make(reached ? weight : 0) : reached && kind !== 'count' ? make(weight) : kind === 'count' ? make(Math.min(weight, n)) : part
  const shown = indicator.unit === 'percent' ? `${fixed(make(BigInt(target[0]) * 100n, target[1])).replace(/\.?0+$/, '')}%` : exact(goal)
  const formula = !applicable ? text('不适用：分母为 0', 'Not applicable: the denominator is 0')
    : kind === 'boolean' ? text(`${n} ≥ ${shown}：${reached ? `是，得 ${weight} 分` : '否，得 0 分'}`, `${n} ≥ ${shown}: ${reached ? `yes, ${weight} points` : 'no, 0 points'}`)
    : kind === 'count' ? text(`每台 1 分 × ${n}，最多 ${weight} 分 = ${fixed(points)}`, `1 point each × ${n}, at most ${weight} = ${fixed(points)}`)
    : text(`${weight} × min(1, ${n}/${d} ÷ ${shown}) = ${fixed(points)}`, `${weight} × min(1, ${n}/${d} ÷ ${shown}) = ${fixed(points)}`)
  return { aspect, item: name, points: exact(points), display: fixed(points), maximum: `${weight}`, applicable, explanation: formula, numerator: n, denominator: d, raw: points }
}

function scoreUnit(village) {
  const items = ASPECTS.flatMap(([aspect, , list]) => list.map((item) => scoreItem(aspect, item, village.facts)))
  const total = items.reduce((sum, item) => plus(sum, item.raw), make(0))
  return { village, total, complete: items.every((item) => item.applicable), items: items.map(({ raw, ...item }) => item) }
}

function rank(scored) {
  const complete = scored.filter((unit) => unit.complete).sort((a, b) => (less(b.total, a.total) ? -1 : less(a.total, b.total) ? 1 : a.village.region < b.village.region ? -1 : 1))
  complete.forEach((unit, index) => {
    const tied = index > 0 && !less(unit.total, complete[index - 1].total)
    unit.rank = tied ? complete[index - 1].rank : index + 1
    unit.passed = !less(unit.total, make(80))
  })
  for (const unit of complete) {
    const group = complete.filter((other) => other.rank === unit.rank).length
    const top = unit.rank + group - 1 <= 10 ? 'excellent' : unit.rank <= 10 ? 'awaiting_decision' : 'passed'
    unit.grade = unit.passed ? top : 'none'
  }
  return [...complete, ...scored.filter((unit) => !unit.complete)]
}

function sumOver(villages, indicator) {
  return villages.reduce(([n, d], { facts }) => [n + indicator.numerator(facts), d + indicator.denominator(facts)], [0, 0])
}

function describe(village, indicators, scored) {
  return {
    region: village.region, name: village.name, path_name: village.path_name,
    points: scored ? exact(scored.total) : null, display: scored ? fixed(scored.total) : null,
    passed: scored ? Boolean(scored.passed) : null, rank: scored?.rank ?? null,
    grade: scored ? (scored.grade ?? 'none') : null, complete: scored ? scored.complete : true, vetoed: false,
    items: scored?.items ?? [],
    indicators: indicators.map((indicator) => valueOf(indicator, indicator.numerator(village.facts), indicator.denominator(village.facts))),
  }
}

export function indicatorsOf(code) {
  return code === 'huayuan-2019' ? INDICATORS : GANZHOU
}

export function scoreTable(county, code, period, sequence) {
  const programme = PROGRAMMES.find((candidate) => candidate.code === code)
  const indicators = indicatorsOf(code)
  const chosen = code === 'huayuan-2019' ? county.villages : county.villages.filter((_, index) => index % 2 === 0)
  const units = programme.scorecard
    ? rank(chosen.map(scoreUnit)).map((unit) => describe(unit.village, indicators, unit))
    : chosen.map((village) => describe(village, indicators, null))
  const total = {
    region: '433199000000', name: '云溪县', path_name: '云溪县', points: null, display: null, passed: null, rank: null, grade: null, complete: true, items: [],
    indicators: indicators.map((indicator) => valueOf(indicator, ...sumOver(chosen, indicator))),
  }
  return { programme: code, version: 1, period, frozen: period !== PERIOD, sequence, villages: units, total }
}
