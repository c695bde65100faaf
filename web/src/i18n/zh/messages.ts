export default {
  messages: {
    lead: '督办、催办和通知：发给谁、到了没有、谁已签收。号码和地址不在页面上显示。',
    inbox: '我的消息', queue: '发送情况', contacts: '接收人', replies: '短信回复',
    unread: '{n} 条未签收', readAll: '全部签收', markRead: '签收', readAt: '{at} 已签收', from: '{user} 发', noInbox: '没有消息', noInboxWhy: '发给您本人、您的角色或单位的督办、催办和通知会出现在这里，保留 30 天。',
    due: '时限 {day}', kind_blue: '蓝色督办单', kind_yellow: '黄色督办单', kind_red: '红色督办单', kind_reminder: '催办', kind_written: '通知',
    state: '状态', state_waiting: '待发', state_trying: '发送中', state_unknown: '送达不明', again: '再发一次', settle: '视为已发', decideWhy: '已向平台提交，没有收到答复；再发一次，对方可能收到两条。', state_sent: '已发', state_delivered: '已送达', state_read: '已签收', state_failed: '失败', state_given_up: '已放弃', state_opted_out: '已退订',
    openRequests: '未得到答复的提交', openRequestsWhy: '平台收没收下，无法查知。核对平台的发送记录（请求头 X-Wanjia-Message 即提交编号）后，每次提交整批决定：再发一次，收下过的人会收到两条；视为已发，没收下的就收不到。',
    requestLine: '{at}　{channel}　{title}　{n} 条', againAll: '整批再发（{n}）', settleAll: '整批视为已发（{n}）', againAsk: '把 {at} 提交的“{title}”共 {n} 条再发一次？平台当时若已收下，这些人会收到两条。', settleAsk: '把 {at} 提交的“{title}”共 {n} 条记为已发、不再发送？平台当时若没收下，这些人就收不到。',
    channel: '方式', channel_sms: '短信', channel_email: '邮件', channel_webhook: '群机器人', channel_in_page: '站内',
    region: '区划', what: '内容', to: '接收人', day: '日期', attempts: '次数', gone: '接收人已删除', newer: '较新', older: '较早', noQueue: '没有符合条件的消息', noQueueWhy: '最近 30 天的督办、催办发给接收人后，每条的去向在这里。',
    sending: '本服务正在发送', notSending: '本服务未设发送；由 wanjia messages send 发出',
    number: '序号', holder: '姓名', concern: '单位或角色', willing: '接收', optOut: '退订', optIn: '恢复接收', keepContacts: '在登记簿中增改接收人', noContacts: '还没有接收人', noContactsWhy: '在登记簿“消息接收人”中登记：按单位，或按区划内的角色。', write: '写消息', writeTo: '写给所选 {n} 人',
    recipients: '已选 {n} 名接收人。', users: '同时发给账号（站内）', usersHint: '账号名，可多个，用逗号隔开', title: '标题', text: '内容', textHint: '短信会加上“回复 TD 退订”。请勿写身份证号等个人信息。', send: '发送（{n}）', onItsWay: '已交给 {n} 名接收人的发送队列。',
    repliedAt: '时间', meaning: '含义', meaning_opt_out: '退订', meaning_received: '收到', meaning_other: '其他', noReplies: '还没有回复', noRepliesWhy: '平台推送的短信回复在这里；回复 TD、T、N 或“退订”的不再发送。',
  },
}
