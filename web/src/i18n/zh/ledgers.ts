export default {
  ledgers: {
    title: '台账', lead: '每件事从登记到销号，谁办、何时、凭什么，都在这里。', name: '台账', open: '未办结', mine: '我单位的', red: '超期', yellow: '预警', blue: '临期',
    closed: '已办结', onTime: '按时办结率', onTimeHint: '按时办结数 ÷（办结数＋未办结已超期数）。绕不过去：拖着不办结的也算在分母里。', onTimeNone: '尚无可算', returned: '退回', transferred: '移交', extended: '延期', reopened: '重开',
    search: '查找台账名称', withEntries: '有事项的', without: '还没有事项的台账（{n}）', new: '登记一件', openLedger: '打开台账“{name}”', total: '合计', asOf: '截至 {date}', noneYet: '您能看到的范围内还没有任何事项。',
    searchEntries: '编号、村名、拼音首字母、责任单位', state: '状态', allStates: '全部状态', only: '范围', onlyAll: '全部', onlyOpen: '未办结', onlyMine: '我单位的', onlyOverdue: '已超期', onlyAsked: '有申请待批',
    number: '编号', place: '地点', unit: '责任单位', due: '完成时限', stepDue: '本环节时限', light: '灯', openedOn: '登记日期', movedOn: '最近办理', steps: '环节数',
    crossingsFind: '查找交叉跨越', crossingsBusy: '正在查找…', crossingsFound: '已查{lines}条线路段、{spans}个杆段：新增待确认{found}件，此前已有{known}件。',
    empty: '没有符合条件的事项。', emptyWhy: '换个筛选条件；或者还没有人登记。', emptyOwn: '这个台账还没有事项', emptyOwnWhy: '有权登记的角色：{roles}。',
    bulkStep: '批量办理', bulkNone: '所选事项没有可以一起办的环节（需要填写内容或上传佐证的，请逐件办理）。', bulkDone: '办好 {done} 件，未办成 {failed} 件。', bulkNote: '意见（可不填）', bulkNoteNeeded: '意见（必填）', bulkGo: '对所选 {n} 件办理“{step}”',
  },
  entry: {
    fields: '事项内容', next: '下一步', nextNone: '这件事现在没有您能办的环节。', nextWho: '接下来由这些角色办理：{who}。', ended: '这件事已经办结。', history: '办理过程', historyLine: '{unit} {user}', findings: '发现的问题已登记', opened: '登记', evidence: '佐证', evidenceNone: '还没有佐证。', more: '其他内容',
    due: '时限 {date}', late: '逾期办理', note: '意见', noteNeeded: '请写明原因或意见。', needs: '需要', needsEvidence: '佐证 {n} 份：{why}', needsFields: '填写：{fields}', filledIn: '由系统从台账计算，不用填：{fields}。', filledUnless: '不填则由系统计数：{fields}。', counted: '系统计数', countedNow: '现在台账中的数；办理后按当时的台账填入。', countedThen: '计分时台账中的数，点开可看每一件。', countedRows: '{of} {n} 条', countedHidden: '另有 {n} 条不在您的权限范围内', needsOther: '须由他人、他单位办理', closes: '办结销号', do: '办理', scene: '现场', photos: { before: '最早的照片', after: '最近的照片', photo: '照片' }, doStep: '办理“{step}”', movedOn: '这一事项刚被别人改动。您填的内容还在，提交时会把两边并排给您选择。', required: '必填', optional: '可不填',
    sent: '已办理：{step}', openedDone: '已登记，编号 {number}', handedOver: '已移交，编号 {number}。移交后只由受理的部门查看。', position: '位置', positionDatum: '{lon}, {lat}（CGCS2000）', onMap: '在挂图上看', revisions: '历次数值', returned: '退回 {n} 次', transferred: '移交 {n} 次', extended: '延期 {n} 次', reopened: '重开 {n} 次',
    ask: '申请', askExtend: '申请延期', askTransfer: '申请移交', askPause: '申请中止', askDrop: '申请作废', askTo: '延到哪天', askUnit: '移交给哪个单位', askReason: '理由', askSend: '提交申请', asked: '有一项申请待审批：{kind}', askedValue: '申请内容：{value}', askedBy: '申请人：{user}', grant: '同意', deny: '不同意', decideNote: '审批意见', decided: '已审批', paused: '已于 {date} 中止', resume: '恢复办理', resumeNote: '恢复的说明', kinds: { extend: '延期', transfer: '移交', pause: '中止', drop: '作废' },
    near: '疑似同一件事', nearHint: '同村、相近、日期接近的其他事项。确认重复的，可并入其中一件。', mergeInto: '并入 {number}', mergeNote: '并入的理由', merged: '已并入 {number}', parent: '上级事项', newTitle: '登记：{ledger}', newLead: '带“必填”的填好就能登记，其余以后可以补。', moreFields: '补充信息（可不填）', openIt: '登记', region: '所在村（社区）或区划', pickRegion: '输入村名、拼音首字母或代码', pickUnit: '输入单位名称或拼音首字母', here: '用当前位置', hereFailed: '浏览器没有给出位置：请在浏览器里允许定位，或手工填写经纬度。', lon: '经度', lat: '纬度', mayNot: '您的角色不能在这个台账登记。有权登记的角色：{roles}。', choose: '请选择',
  },
  upload: { add: '上传照片或文件', uploading: '正在上传 {name}：{percent}%', done: '已上传', failed: '{name} 没有传上去：{why}', retry: '再传一次', duplicate: '这份佐证与其他事项用过的相同或相似：{of}', why: '为什么要：{why}', kinds: 'JPEG、PNG、HEIC、PDF、Word、Excel、视频等', purposeBefore: '整治前', purposeAfter: '整治后', purposeProof: '办理佐证', purpose: '用途', remove: '不用这份', original: '下载原件', at: '{time}' },
  role: {
    system_admin: '系统管理员', security_admin: '安全管理员', audit_admin: '审计管理员', account_admin: '县级账号管理员', leading_group: '领导小组', lead_unit: '牵头单位', supervisor: '督战责任领导', inspector: '工作组', county_department: '县级部门',
    township_leader: '乡镇责任领导', township_clerk: '乡镇经办', village_clerk: '村经办', power_company: '供电公司', power_station: '供电所', operator: '通信企业', patroller: '护线员', coordinator: '协管员', discipline: '纪检线索处理', unannounced_group: '暗访组', assessment: '考核办', auditor: '审计只读',
  },
}
