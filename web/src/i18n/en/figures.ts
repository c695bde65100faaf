import type zh from '../zh/figures'
import type { Messages } from '../messages'

export default {
  figures: {
    lead: 'Which villages fall short of which line, and how many households that concerns; rows of any register or ledger counted by group; which units to watch', tab: { 'short-boards': 'Shortfalls', counts: 'Counts', attention: 'Units to watch' },
    attentionWhy: 'Slow units with many problems: half by the share of tasks not done, three tenths by open problems, a fifth by what is overdue, each scaled to the highest; the first fifth, with ties, is watched.', noAttention: 'No unit needs watching', noAttentionWhy: 'No unit has a task or a problem.', attentionScore: 'Score', tasksOpen: 'Tasks open', problemsOpen: 'Problems open', overdue: 'Overdue', watched: 'Watched',
    unit: 'Unit', indicator: 'Indicator', allIndicators: 'All indicators', value: 'Value', gap: 'To the pass line', households: 'Households', points: '{n} points short',
    short: '{n} below their line', first: 'the first {n} are listed', noShort: 'Nothing is below its line', noShortWhy: 'In this period every unit reaches every indicator that has a pass line.',
    register: 'Register or ledger', by: 'By', then: 'then by', sum: 'Sum', rows: 'Rows', closed: 'Closed of these', total: 'Total', unknown: 'not filled in',
  },
} satisfies Messages<typeof zh>
