import type zh from '../zh/documents'
import type { Messages } from '../messages'

export default {
  documents: {
    lead: 'Bulletins, monthly reports, lists: look at the draft, freeze its figures, approve and number it, correct it; each as Word or Excel', period: 'Period', periodHint: 'such as 2020-06, 2020-Q2, 2020-H1, 2020', region: 'Region (none: all)',
    all: 'All programmes', none: 'No such document', nothing: 'Choose a document on the left', name: 'Document', state: { draft: 'Draft', frozen: 'Frozen', approved: 'Approved' }, notLoaded: 'Programme not loaded',
    edition: 'Edition {n}', draft: 'Draft: the figures of now, not frozen', by: 'Frozen on {day} by {user}', approvedBy: 'Approved on {day} by {user}', noNumber: 'No number', reason: 'Reason of the correction: {text}',
    download: 'Download', print: 'Print', freeze: 'Freeze figures', approve: 'Approve', correct: 'Correct', changes: 'What changed', issues: 'Issues', latest: 'Latest', back: 'Back to the latest',
    freezeTitle: 'Freeze {name} {period}', freezeWhy: 'Figures, description and template of this document stay as they are from now on. If data change later, only a further edition with a reason can follow.', correctTitle: 'Correct {name} {period}', correctWhy: 'A further edition with the figures of now. The reason is printed; the edition before can still be seen.',
    approveTitle: 'Approve {name} {period}', approveWhy: 'It gets its number and date and this cannot be undone. Whoever froze the figures cannot approve them.', notes: 'What could not be given', changesTitle: 'What changed since the issue before', firstIssue: 'This is the first issue: there is none to compare with.', noChanges: 'No figure differs.',
    figure: 'Figure', before: 'Before', after: 'Now', masked: 'Names, telephones and identity numbers are masked.',
  },
} satisfies Messages<typeof zh>
