import type zh from '../zh/registers'
import type { Messages } from '../messages'

export default {
  registers: {
    search: 'Name, code, pinyin initials', asOf: 'As of', exportHint: 'All rows that you may export; personal data stay masked and the export is recorded', emptyWhy: 'Change the filters, or import data first.', values: 'Values', history: 'Changes', edit: 'Change', saved: 'Saved', gone: 'Removed', sequence: 'trail entry {n}', until: 'until {time}', moreChanges: '{n} more',
    reveal: 'Show “{field}” in clear', revealWhy: 'Personal data are masked. Seeing them needs a reason; who looked, when and why is kept.', revealReason: 'Reason', revealGo: 'Show',
    title: 'Registers',
    register: 'Register',
    scope: 'Scope',
    scopeAll: 'Everything',
    scopePlaceholder: 'Township or village',
    total: '{n} rows',
    page: 'Page {page} of {pages}',
    previous: 'Previous',
    next: 'Next',
    pages: 'Pages',
    first: 'First',
    masked: 'Personal data are shown masked',
    position: 'Position',
    geometry: { none: '', point: 'point', line: 'line', polygon: 'polygon' },
    empty: 'There are no rows in this scope.',
    yes: 'yes',
    no: 'no',
    unknown: 'not verified',
    class: { open: 'open', internal: 'internal', personal: 'personal', sensitive: 'sensitive' },
    unit: 'Unit: {unit}',
    required: 'required',
    importInto: 'Import into this register',
  },
} satisfies Messages<typeof zh>
