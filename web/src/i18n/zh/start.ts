export default {
  start: {
    title: '首页', hello: '{name}，您好', today: '今天是 {date}', turn: '待我办理', turnHint: '轮到您的角色办的事，时限近的在前。', turnNone: '眼下没有轮到您办的事。', red: '超期', redHint: '已经亮红灯的未办结事项。', yellow: '预警', mine: '我单位未办结', asked: '有申请待批',
    slips: '督办与催办', slipsHint: '系统因红黄蓝灯发出的督办单和催办。', slipsNone: '近期没有督办单或催办。', news: '最近办理', newsHint: '您看得到的范围内，台账的最新进展。', newsNone: '台账还没有办理记录。', fresh: '新', sinceLast: '上次来访之后有 {n} 条新进展', reports: '我单位要报的', reportsNone: '我单位没有到期要报的材料。',
    shortcuts: '常用', more: '在台账里看全部', opened: '登记', sinceTitle: { period: '封存公布以来', bulletin: '上期通报以来' }, sinceHint: '自 {date}（{what}）', sinceKinds: { opened: '新登记', moved: '办理', closed: '办结', turned_red: '转红' }, sinceLedgers: '涉及 {n} 个台账', sinceNone: '此后台账没有变动。', nothing: '您的角色不看业务数据。', nothingWhy: '您的工作在左侧导航的这些页面里。', openLedger: '登记：{ledger}', step: '{ledger} {number}', late: '超时', issued: '{date} 发出', of: '共 {n} 件',
  },
}
