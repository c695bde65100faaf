import type zh from '../zh/draws'
import type { Messages } from '../messages'

export default {
  draws: {
    lead: 'Verifiable random draws: first the frame is frozen, then the seed is made, and anybody can check who was drawn; then the teams get their sheets', none: 'No draw yet', noneWhy: 'One begins here when its frame is frozen.', choose: 'Choose a draw',
    sum: '{announced} announced, {published} published, {void} void', yes: 'Yes', no: 'No',
    stage: { frozen: 'Frozen', announced: 'Announced', reveals_frozen: 'Closed', seeded: 'Seeded', drawn: 'Drawn', void: 'Void' },
    step: { freeze: 'Freeze a frame', announce: 'Announce', commit: 'Commit', reveal: 'Reveal', close: 'Close', value: 'Enter the public value', visits: 'Give out sheets', findings: 'Open the findings', replace: 'Replace', enlarge: 'Enlarge', void: 'Declare void' },
    why: {
      freeze: 'A frozen frame does not change, and the number of a draw is never used again. This browser makes the random number.', announce: 'By another person than froze the frame: who gives numbers, which public value, until when.', commit: 'A party commits first and keeps its number until the time has come.', reveal: 'After the commitments a party shows its number; one that does not fit its commitment is refused.',
      close: 'The numbers of the parties end here; only then comes the public value.', value: 'The public value (a lottery, dice in the room) and the numbers make the seed, and with it the list.', visits: 'A sheet for each drawn unit, by team, in the order of its route; those given out before stay.', findings: 'What filled sheets found becomes issues, clues go to discipline inspection; done again it opens nothing twice.', replace: 'The next in rank takes the place of a unit that cannot be inspected; reason and evidence are named.', enlarge: 'More units of a stratum.', void: 'Only before the public value; the reason is published.',
    },
    field: {
      draw: 'Number of the draw', frame: 'Frame', each: 'Of each stratum', alloc: 'By stratum', exclude: 'Left out', inspectors: 'Inspectors', hash: 'Hash', parties: 'Parties, with commas between', public: 'Public value', public_fallback: 'Fallback', commit_by: 'Commit by', reveal_by: 'Reveal by', public_at: 'Public value at', seal_until: 'List sealed until',
      party: 'Party', commitment: 'Commitment', number: 'Number', value: 'Public value', fallback: 'It is the fallback', due_on: 'Due on', teams: 'Teams by stratum', unit: 'Unit', reason: 'Reason', evidence: 'Evidence', stratum: 'Stratum', count: 'New number',
    },
    hint: { frame: 'a line each: unit stratum, such as 433124100201 Longtan', alloc: 'a line each: stratum number, such as Longtan 2 or 10%', exclude: 'a line each: unit reason', inspectors: 'a line each: inspector and units of recusal…', teams: 'a line each: stratum=team, such as Longtan=A; without it the drawn inspectors go' },
    make: 'Make number and commitment here', secret: 'Write this number down and tell nobody before the reveal; Wanjia does not keep it:', parties: 'Parties', committed: 'Committed', revealed: 'Revealed',
    check: 'Check', ok: 'The draw verifies.', bad: 'The draw does not verify.', sampled: 'Drawn', seed: 'Seed', frozen: 'Hash of the frame', files: 'Published files', filesWhy: 'Download all of them and check them on your own with the script in docs/verify-a-draw.md.', sealed: 'sealed for now',
    sm3: 'The hash of this draw is SM3, which a browser does not compute; make the commitment with wanjia draw contribute.',
    compare: 'Reported · metered · inspected', compareWhy: 'By unit (stratum) and for all. Intervals are of 95 %; too few units give a count and no share.', noSheets: 'No sheet has been filled in yet.', reported: 'Reported', metered: 'Metered', inspected: 'Inspected', interval: 'Interval', gap: 'Gap (points)', verdict: 'Verdict', lot: 'Lot', all: 'All', tooFew: 'Too few', open: '{count} not filled in',
    reportedIs: { above: 'Reported too high', within: 'In line', below: 'Reported too low', too_few: 'Too few', none: 'Not reported' }, lotIs: { accepted: 'Accepted', refused: 'Refused', too_few: 'Too few' },
    lotWhy: '{failing} fail, {allowed} allowed; good refused {good}, bad accepted {bad}; sample needed {needed}', lotsWhy: 'A good lot has at most {good} % failing and is refused in at most {refused} % of cases; a bad one has {bad} % or more and is accepted in at most {accepted} %.',
    work: 'Inspection', villageSheets: 'Village sheets', householdSheets: 'Household sheets', unitSheets: 'Unit sheets', issues: 'Problems to mend',
  },
} satisfies Messages<typeof zh>
