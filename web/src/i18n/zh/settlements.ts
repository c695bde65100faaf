export default {
  settlements: {
    lead: '按户底册中住户的位置测算自然村（聚居区）；村里上报的数字不会被改写，只并排比较。',
    list: '聚居点', runs: '测算与比较', corrections: '更正', only: '上报而未单独测得',
    run: '测算', preset: '依据', presetChengkou: '城口：300 米、20 户', presetGanzhou: '赣州：300 米、25 户', presetOwn: '自定',
    radius: '半径（米）', min: '最少户数', rule: '规则', density: '密度', chain: '连片',
    done: '第 {run} 次测算：{households} 户中有 {settlements} 个聚居点；新增 {appeared}、消失 {gone}、合并 {merged}、拆出 {split}，{moved} 户有变动。', unplaced: '{n} 户没有位置，未参加测算。',
    none: '还没有测算过聚居点', noneWhy: '点“测算”，按户底册中有位置的住户计算。一个县只需几秒。', nothing: '没有符合条件的聚居点', noCorrections: '还没有更正', noCorrectionsWhy: '在聚居点的详情中可以确认、命名、合并、拆分、调整住户；更正在以后每次测算后自动重新应用。',
    number: '编号', name: '名称', village: '户数最多的村', villageOf: '村', households: '户数', reported: '上报户数', difference: '差', coverage: '上报4G', state: '状态', map: '地图', onMap: '在地图上看',
    allStates: '全部状态', computed: '待确认', corrected: '已更正', confirmed: '已确认', unreported: '未上报', search: '搜索编号、名称、村',
    detail: '聚居点 {n}', byRule: '{rule}，{radius} 米，{min} 户；第 {run} 次测算', core: '核心户', members: '住户', role: '位置', borderRole: '边缘', coreRole: '核心', selected: '已选 {n} 户',
    confirm: '确认', reject: '不算聚居点', rename: '命名', merge: '合并进来', split: '拆为另一聚居点', exclude: '移出聚居点', mergeWith: '并入的聚居点编号', reason: '理由', newName: '新名称', select: '选择 {household}', saved: '已更正。', kept: '更正会保留到以后的测算。',
    withdraw: '撤回', kind: '更正', made: '日期', about: '聚居点', kindConfirm: '确认', kindRename: '命名为“{name}”', kindMerge: '并入聚居点 {other}', kindSplit: '拆出聚居点 {other}，{n} 户', kindAssign: '调整 {n} 户', kindReject: '不算聚居点',
    runNumber: '测算', runOn: '日期', region: '范围', parameters: '规则', found: '测得', settled: '更正后', compare: '比较', from: '从', to: '到', now: '现在', run_n: '第 {n} 次', same: '没有变化', sameWhy: '两次之间每个聚居点的住户都相同。',
    appeared: '新增', gone: '消失', merged: '合并', splitOff: '拆出', grown: '增加', shrunk: '减少', changed: '换户', unchanged: '不变', moved: '变动住户', change: '变化', before: '原户数', after: '现户数', came: '来', left: '去', intoOther: '并入 {n}', fromOther: '从 {n} 拆出',
    household: '住户', fromSettlement: '原聚居点', toSettlement: '现聚居点', outside: '不在聚居点', leftOut: '另有 {n} 户未显示。', reportedNumber: '上报编号', noReported: '上报的自然村都已单独测得',
  },
}
