export default {
  figures: {
    lead: '哪些村哪一项没有达标，影响多少户；任一底册、台账按几项分组计数；哪些单位要盯办', tab: { 'short-boards': '短板弱项', counts: '分组统计', attention: '盯办单位' },
    attentionWhy: '紧盯进度慢、问题多的单位：未完成任务占比计五成，未销号问题计三成，超期计两成，各按最高的单位折算；前两成（含并列）重点盯办。', noAttention: '没有需要盯办的单位', noAttentionWhy: '没有单位有任务或问题。', attentionScore: '关注分', tasksOpen: '未完成任务', problemsOpen: '未销号问题', overdue: '超期', watched: '重点盯办',
    unit: '单位', indicator: '指标', allIndicators: '全部指标', value: '现值', gap: '距达标线', households: '涉及户数', points: '差 {n} 个百分点',
    short: '{n} 项未达标', first: '只列前 {n} 项', noShort: '没有未达标的指标', noShortWhy: '这一期有达标线的指标，各单位都已达到。',
    register: '底册或台账', by: '分组', then: '再分组', sum: '合计', rows: '条数', closed: '其中已办结', total: '合计', unknown: '未填',
  },
}
