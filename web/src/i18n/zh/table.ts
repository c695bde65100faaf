export default {
  header: {
    programme: '方案',
    period: '上报期',
    noProgrammes: '尚未载入任何方案。请先运行 wanjia programme load。',
  },
  table: {
    shown: '已显示 {shown} / {total} 条', total: '共 {total} 条', loadingMore: '正在载入更多…', end: '已到末尾',
    columns: '列', columnsHint: '选择显示哪些列', reset: '恢复默认', views: '视图', saveView: '保存当前视图', viewName: '视图名称',
    removeView: '删除视图“{name}”', noViews: '还没有保存的视图。筛选、排序、选列之后可以保存。', sortBy: '按“{name}”排序', stale: '数据有变动，点此刷新',
    selected: '已选 {n} 条', clearSelection: '取消选择', select: '选择', selectAll: '选择已显示的全部', keys: '上下方向键移动，回车打开，空格选择',
    empty: '没有符合条件的记录。', clearFilters: '清除筛选', filters: '筛选', export: '导出', search: '搜索',
  },
  conflict: {
    title: '别人刚刚改过这条记录', intro: '您打开之后，下列内容已被他人修改，您的内容还没有写入。请逐项选择保留哪一个。',
    field: '项目', before: '您打开时', theirs: '他人已改为', mine: '您要填的', keepTheirs: '用他人的', keepMine: '用我的', send: '按所选重新提交',
  },
}
