/** Entries at work in the demo county, opened and moved over the interface by those who may. */
import { COUNTY, day, signInAs } from './real.mjs'

export async function openEntries({ url, town, village }) {
  const as = (user) => signInAs(url, user)
  const told = (answer, what) => {
    if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.json)}`)
    return answer.json
  }
  const at = (ledger, number, rest = '') => `/api/ledgers/${ledger}/entries${number ? `/${encodeURIComponent(number)}` : ''}${rest}`
  const open = async (user, ledger, values) => told(await (await as(user)).post(at(ledger), { values }), `open ${ledger}`).number
  const step = async (user, ledger, number, name, values = {}, note = '') => {
    const { version } = told(await (await as('jingxin')).get(at(ledger, number)), number)
    return told(await (await as(user)).post(at(ledger, number, '/steps'), { step: name, seen: version, values, note, evidence: [] }), `${name} ${number}`)
  }
  const { rows } = told(await (await as('jingxin')).get(`/api/registers/region/rows?limit=500&region=${town}`), 'regions')
  const villages = rows.map((row) => row.values).filter((one) => one.level === 'village' && !one.valid_to).map((one) => one.region).sort()
  const { rows: houses } = told(await (await as('jingxin')).get(`/api/registers/household/rows?limit=50&region=${village}`), 'households')
  const placeOf = ({ geometry: { coordinates: [lon, lat] } }) => ({ lon: lon.toFixed(6), lat: lat.toFixed(6), datum: 'cgcs2000' })
  const heads = ['王大明', '石秀英', '龙建国', '麻二妹', '吴老四', '田小兰', '向德福', '彭桂花', '罗长生', '杨玉珍', '梁生财', '秦素云']
  const causes = ['split', 'new_house', 'remote', 'damage', 'moved', 'box_removed']
  for (const [index, head] of heads.entries()) {
    const number = await open(index % 3 ? 'zhenban' : 'cunwei', 'no_power_case', {
      region: index % 3 ? villages[index % villages.length] : village, found_on: day(-28 + index), cause: causes[index % causes.length], head,
      phone: `1380000${String(1000 + index)}`, members: String(2 + (index % 4)), found_by: 'screening', poor_household: index % 2 ? 'yes' : 'no',
      ...(index % 3 ? {} : placeOf(houses[index])),
    })
    if (index < 2) continue
    await step('zhenzhang', 'no_power_case', number, 'check', { safety_conclusion: 'fit', pole_distance_m: String(40 + 15 * index) })
    if (index < 4) continue
    await step('jingxin', 'no_power_case', number, 'classify', { branch: 'connect', unit: 'POWER', due_on: day([-6, -1, 2, 9, 25, 40, 3, 60][index % 8]) })
    if (index < 6) continue
    await step('gongdian', 'no_power_case', number, 'plan', { plan: `新立电杆${1 + (index % 3)}基，接户线${40 + 10 * index}米` })
    if (index < 8) continue
    await step('gongdian', 'no_power_case', number, 'start_work')
  }
  const tasks = ['改造李家湾台区', '新建5处4G基站', '安装户保3000只', '排查低电压用户', '开展安全用电宣传', '整治交叉跨越12处']
  for (const [index, content] of tasks.entries()) {
    const unit = index === 1 ? 'MOBILE' : 'POWER'
    const number = await open('jingxin', 'task', { region: COUNTY, unit, programme: 'chengkou-2020', list: 'key_task', content })
    await step('jingxin', 'task', number, 'submit', { unit, due_on: day(-4 + 9 * index) })
    if (index < 1) continue
    await step('zuzhang', 'task', number, 'approve')
    if (index < 3) continue
    await step('gongdian', 'task', number, 'sign')
    await step('gongdian', 'task', number, 'start', { accountable: '生技部主任' })
  }
  told(await (await as('jingxin')).post('/api/evaluations'), 'the daily look')
  return { villages }
}
