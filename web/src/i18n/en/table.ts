import type zh from '../zh/table'
import type { Messages } from '../messages'

export default {
  header: {
    programme: 'Programme',
    period: 'Period',
    noProgrammes: 'No programme is loaded yet. Run wanjia programme load first.',
  },
  table: {
    shown: '{shown} of {total} shown', total: '{total} in all', loadingMore: 'Loading more…', end: 'This is the end',
    columns: 'Columns', columnsHint: 'Choose the columns to show', reset: 'Reset', views: 'Views', saveView: 'Save this view', viewName: 'Name of the view',
    removeView: 'Delete the view “{name}”', noViews: 'No saved views yet. Filter, sort, choose columns, then save.', sortBy: 'Sort by “{name}”', stale: 'Data changed; refresh',
    selected: '{n} selected', clearSelection: 'Clear selection', select: 'Select', selectAll: 'Select all that are shown', keys: 'Arrow keys move, Enter opens, Space selects',
    empty: 'Nothing matches.', clearFilters: 'Clear filters', filters: 'Filters', export: 'Export', search: 'Search',
  },
  conflict: {
    title: 'Somebody else has just changed this', intro: 'Since you opened it, the following was changed by somebody else; yours is not written yet. Choose for each which to keep.',
    field: 'Field', before: 'When you opened it', theirs: 'Now', mine: 'Yours', keepTheirs: 'Keep theirs', keepMine: 'Keep mine', send: 'Send as chosen',
  },
} satisfies Messages<typeof zh>
