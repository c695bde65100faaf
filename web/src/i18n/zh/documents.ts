export default {
  documents: {
    lead: '通报、月报、清单与台账：看草稿、固化数据、审定编号、更正，均可下载 Word 或 Excel', period: '上报期', periodHint: '如 2020-06、2020-Q2、2020-H1、2020', region: '区划（不选为全部）',
    all: '全部方案', none: '没有符合条件的文档', nothing: '请在左侧选择一份文档', name: '文档', state: { draft: '草稿', frozen: '已固化', approved: '已审定' }, notLoaded: '方案未载入',
    edition: '第 {n} 版', draft: '草稿：数据为当前数据，未固化', by: '{day} 由 {user} 固化', approvedBy: '{day} 由 {user} 审定', noNumber: '不编号', reason: '更正理由：{text}',
    download: '下载', print: '打印', freeze: '固化数据', approve: '审定', correct: '更正', changes: '与上一期的差异', issues: '历次文档', latest: '最新', back: '返回最新',
    freezeTitle: '固化 {name} {period}', freezeWhy: '固化后，这份文档的数据、说明和模板保持不变；以后数据再改，只能另出一版并写明理由。', correctTitle: '更正 {name} {period}', correctWhy: '另出一版，以当前数据为准；理由会印在文档上，原来那一版仍可查看。',
    approveTitle: '审定 {name} {period}', approveWhy: '审定后给出文号和日期，不能撤销。固化数据的人不能审定同一份文档。', notes: '没能给出的内容', changesTitle: '与上一期的差异', firstIssue: '这是第一期，没有可比的上一期。', noChanges: '数据没有差异。',
    figure: '数据项', before: '上一期', after: '本期', masked: '姓名、电话和证件号已隐去。',
  },
}
