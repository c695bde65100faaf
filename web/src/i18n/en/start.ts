import type zh from '../zh/start'
import type { Messages } from '../messages'

export default {
  start: {
    title: 'Start', hello: 'Hello, {name}', today: 'Today is {date}', turn: 'Waiting for me', turnHint: 'What your role is to do next, the nearest deadline first.', turnNone: 'Nothing waits for you just now.', red: 'Overdue', redHint: 'Open entries that show red.', yellow: 'At risk', mine: 'Open with my unit', asked: 'Requests waiting',
    slips: 'Slips and reminders', slipsHint: 'What the lights made the system send.', slipsNone: 'No slips or reminders lately.', news: 'Done lately', newsHint: 'The newest steps within what you may see.', newsNone: 'Nothing has been done in the ledgers yet.', fresh: 'new', sinceLast: '{n} steps since your last visit', reports: 'Reports due from my unit', reportsNone: 'My unit has no reports due.',
    shortcuts: 'Often used', more: 'All of them in the ledgers', opened: 'Opened', sinceTitle: { period: 'Since the last sealed period', bulletin: 'Since the last bulletin' }, sinceHint: 'since {date} ({what})', sinceKinds: { opened: 'opened', moved: 'steps', closed: 'closed', turned_red: 'turned red' }, sinceLedgers: 'Ledgers concerned: {n}', sinceNone: 'Nothing has changed in the ledgers since.', nothing: 'Your role does not look at business data.', nothingWhy: 'Your work is on these pages of the navigation.', openLedger: 'Open: {ledger}', step: '{ledger} {number}', late: 'late', issued: 'issued {date}', of: '{n} in all',
  },
} satisfies Messages<typeof zh>
