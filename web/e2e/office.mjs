/** Tasks that wait for each other, reports of several months, matters and activities, opened and moved by those who may. */
import { day, signInAs } from './real.mjs'

const TASKS = [
  // content, list, unit, begin, duration, due, quantity done and planned, index of what comes first, last step
  ['编制农网改造施工方案', 'key_task', 'POWER', -40, 15, -20, null, [], 'verify'],
  ['完成电杆线路材料采购', 'key_task', 'POWER', -24, 20, 2, [180, 240], [0], 'progress'],
  ['架设10千伏线路15.27公里', 'key_task', 'POWER', 3, 35, 38, [3, 15], [1], 'progress'],
  ['安装漏电保护器', 'key_task', 'POWER', -30, 60, 30, [1260, 3000], [], 'progress'],
  ['通电验收并移交台账', 'key_task', 'POWER', 39, 10, 50, null, [2, 3], 'start'],
  ['新建4G基站并开通', 'project', 'MOBILE', -50, 45, -3, null, [], 'start'],
  ['自然村光纤接入', 'project', 'TELECOM', -10, 40, 34, null, [], 'sign'],
  ['整改巡视指出的线路隐患', 'rectification', 'POWER', 0, 20, 12, null, [], 'approve'],
  ['村级电力安全宣传', 'key_task', 'TOWN', 0, 10, 25, null, [], 'submit'],
  ['统计信号盲区自然村', 'industry', '', 0, 0, 0, null, [], 'open'],
]
const BY_UNIT = { POWER: 'gongdian', MOBILE: 'yidong', TELECOM: 'dianxin', TOWN: 'zhenzhang' }
const ORDER = ['open', 'submit', 'approve', 'sign', 'start', 'progress', 'verify']

export async function openOffice({ url, town, village }) {
  const as = (user) => signInAs(url, user)
  const told = (answer, what) => {
    if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.json)}`)
    return answer.json
  }
  const at = (ledger, number, rest = '') => `/api/ledgers/${ledger}/entries${number ? `/${encodeURIComponent(number)}` : ''}${rest}`
  const open = async (user, ledger, values) => told(await (await as(user)).post(at(ledger), { values }), `open ${ledger}`).number
  const step = async (user, ledger, number, name, values = {}, note = '', evidence = []) => {
    const { version } = told(await (await as('jingxin')).get(at(ledger, number)), number)
    return told(await (await as(user)).post(at(ledger, number, '/steps'), { step: name, seen: version, values, note, evidence }), `${name} ${number}`)
  }
  const county = '433124000000'
  const tasks = []
  for (const [content, list, unit, begin, duration, due, quantity, after, last] of TASKS) {
    const values = { region: county, programme: 'huayuan-2019', list, content, lead_government: '县经济和信息化局', supporting: '各乡镇人民政府' }
    if (list === 'rectification') values.source = '县委巡察反馈'
    if (quantity) Object.assign(values, { planned_quantity: String(quantity[1]), quantity_unit: '户' })
    const number = await open('jingxin', 'task', values)
    tasks.push(number)
    const reaches = (name) => ORDER.indexOf(last) >= ORDER.indexOf(name)
    const user = BY_UNIT[unit]
    if (reaches('submit')) await step('jingxin', 'task', number, 'submit', { unit, due_on: day(due), accountable: '分管负责人' })
    if (reaches('approve')) await step('zuzhang', 'task', number, 'approve')
    if (reaches('sign')) await step(user, 'task', number, 'sign')
    if (reaches('start')) await step(user, 'task', number, 'start', { begin_on: day(begin), duration_days: String(duration), ...(after.length ? { predecessors: after.map((one) => tasks[one]).join(',') } : {}) })
    if (reaches('progress') && quantity) await step(user, 'task', number, 'progress', { done_quantity: String(quantity[0]) }, '本周进展')
  }
  const months = [-3, -2, -1, 0].map((back) => {
    const [year, month] = day(0).split('-').map(Number)
    return new Date(Date.UTC(year, month - 1 + back, 1)).toISOString().slice(0, 7)
  })
  const reports = []
  for (const [at, period] of months.entries())
    for (const unit of ['POWER', 'MOBILE', 'TELECOM']) {
      const due = at < 3 ? day(-80 + 30 * at) : day(6)
      reports.push(await open('jingxin', 'report_duty', { region: county, kind: unit === 'POWER' ? 'line_month' : 'operator_month', programme: 'huayuan-2019', period, unit, due_on: due }))
    }
  const matter = await open('gongdian', 'matter', { region: county, kind: 'coordination', programme: 'huayuan-2019', content: '跨乡镇线路走廊青苗赔偿标准不一，施工受阻', proposer: '县供电公司' })
  await open('zhenzhang', 'matter', { region: town, kind: 'major', programme: 'huayuan-2019', content: '两个自然村集中供电点需要改址' })
  await open('jingxin', 'notice_receipt', { region: county, unit: 'POWER', kind: 'notice', document: '关于开展季度自查的通知', programme: 'huayuan-2019' })
  await open('jingxin', 'notice_receipt', { region: county, unit: 'MOBILE', kind: 'assignment', document: '信号补盲任务交办单', programme: 'huayuan-2019' })
  return { tasks, reports, matter, village }
}
