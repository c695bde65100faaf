export default {
  draws: {
    lead: '可验证的随机抽取：先封样本框，再定种子，抽中谁人人可验；抽完分到各组核查', none: '还没有抽取', noneWhy: '封存样本框后从这里开始。', choose: '请选择一次抽取',
    sum: '公告 {announced} 次，公布 {published} 次，作废 {void} 次', yes: '是', no: '否',
    stage: { frozen: '已封框', announced: '已公告', reveals_frozen: '已截止', seeded: '已定种子', drawn: '已抽取', void: '已作废' },
    step: { freeze: '封存样本框', announce: '公告', commit: '提交承诺', reveal: '公开数字', close: '截止', value: '录入公共数', visits: '派发核查表', findings: '登记发现的问题', replace: '替换', enlarge: '扩样', void: '作废' },
    why: {
      freeze: '样本框封存后不能再改；抽取编号用过不再用。随机数由本机生成。', announce: '由封存样本框以外的人公告：谁出数字、用哪个公共数、各步时限。', commit: '出数单位先提交承诺，截止前不公开数字。', reveal: '承诺时限过后公开数字，与承诺不符的不收。',
      close: '各单位的数字到此为止，之后才有公共数。', value: '公共数（如彩票开奖号、现场掷骰）与各单位数字合成种子，名单随之确定。', visits: '按抽中的单位给各组派核查表，按路线排序；已派的不重派。', findings: '把已填核查表里的问题登记到问题清单，线索移交纪检；再办不会重复登记。', replace: '不能核查的单位由下一位递补，写明理由和佐证编号。', enlarge: '某一层增加抽取数。', void: '只有在公共数之前可以作废，理由会公布。',
    },
    field: {
      draw: '抽取编号', frame: '样本框', each: '每层抽取数', alloc: '各层抽取数', exclude: '排除', inspectors: '核查人员', hash: '摘要算法', parties: '出数单位（英文逗号分隔）', public: '公共数来源', public_fallback: '备用来源', commit_by: '承诺截止', reveal_by: '公开截止', public_at: '公共数时间', seal_until: '名单保密到',
      party: '单位', commitment: '承诺', number: '数字', value: '公共数', fallback: '用的是备用来源', due_on: '核查截止', teams: '各层的核查组', unit: '单位', reason: '理由', evidence: '佐证编号', stratum: '层', count: '新的抽取数',
    },
    hint: { frame: '每行：单位 层，如 433124100201 龙潭镇', alloc: '每行：层 数量，如 龙潭镇 2 或 10%', exclude: '每行：单位 理由', inspectors: '每行：人员 回避的单位…', teams: '每行：层=组，如 龙潭镇=一组；不写则由抽中的核查人员去' },
    make: '由本机生成数字和承诺', secret: '请抄下这个数字，公开之前不要告诉别人；万家不保存它：', parties: '出数单位', committed: '已承诺', revealed: '已公开',
    check: '验证', ok: '验证通过', bad: '验证不通过', sampled: '抽中', seed: '种子', frozen: '样本框摘要', files: '公布文件', filesWhy: '下载全部文件，用 docs/verify-a-draw.md 里的脚本可以独立验证。', sealed: '保密期内',
    sm3: '本次抽取的摘要算法是 SM3，浏览器算不了，请用 wanjia draw contribute 生成。',
    compare: '自报 · 计量 · 核查', compareWhy: '每项按单位（层）和全部列出。区间为 95% 置信区间；样本不足的只列个数，不推算。', noSheets: '还没有填好的核查表。', reported: '自报', metered: '计量', inspected: '核查', interval: '区间', gap: '差距（百分点）', verdict: '结论', lot: '批质量', all: '全部', tooFew: '样本不足', open: '{count} 个未填',
    reportedIs: { above: '自报偏高', within: '相符', below: '自报偏低', too_few: '样本不足', none: '无自报' }, lotIs: { accepted: '通过', refused: '不通过', too_few: '样本不足' },
    lotWhy: '不合格 {failing}，允许 {allowed}；误拒 {good}，误收 {bad}；需抽 {needed}', lotsWhy: '合格批：不合格率不超过 {good}%，误拒风险不超过 {refused}%；不合格批：不合格率 {bad}% 及以上，误收风险不超过 {accepted}%。',
    work: '核查', villageSheets: '村级核查表', householdSheets: '户级核查表', unitSheets: '单位核查表', issues: '问题整改',
  },
}
