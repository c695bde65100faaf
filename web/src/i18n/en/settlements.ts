import type { Messages } from '../messages'
import type zh from '../zh/settlements'

export default {
  settlements: {
    lead: 'Settlements computed from where the households are. What villages report is never written over: both stand side by side.',
    list: 'Settlements', runs: 'Runs and comparison', corrections: 'Corrections', only: 'Reported, not found apart',
    run: 'Run', preset: 'By', presetChengkou: 'Chengkou: 300 m, 20 households', presetGanzhou: 'Ganzhou: 300 m, 25 households', presetOwn: 'own figures',
    radius: 'Radius (m)', min: 'Fewest households', rule: 'Rule', density: 'density', chain: 'chain',
    done: 'Run {run}: {settlements} settlements of {households} households; {appeared} new, {gone} gone, {merged} merged, {split} split off; {moved} households elsewhere.', unplaced: '{n} households have no position and were left out.',
    none: 'No settlements have been computed yet', noneWhy: 'Press Run: households of the register that have a position are grouped. A county takes seconds.', nothing: 'No settlement fits', noCorrections: 'No corrections yet', noCorrectionsWhy: 'Open a settlement to confirm, name, merge or split it or to take households out; corrections are applied again after every run.',
    number: 'Number', name: 'Name', village: 'Village of most households', villageOf: 'Village', households: 'Households', reported: 'Reported', difference: 'Difference', coverage: '4G reported', state: 'State', map: 'Map', onMap: 'Show on the map',
    allStates: 'All states', computed: 'To be confirmed', corrected: 'Corrected', confirmed: 'Confirmed', unreported: 'Not reported', search: 'Number, name, village',
    detail: 'Settlement {n}', byRule: '{rule}, {radius} m, {min} households; run {run}', core: 'Core households', members: 'Households', role: 'Role', borderRole: 'border', coreRole: 'core', selected: '{n} chosen',
    confirm: 'Confirm', reject: 'Not a settlement', rename: 'Name', merge: 'Merge into this', split: 'Split off', exclude: 'Take out', mergeWith: 'Number of the other settlement', reason: 'Reason', newName: 'New name', select: 'Choose {household}', saved: 'Corrected.', kept: 'Corrections last through later runs.',
    withdraw: 'Withdraw', kind: 'Correction', made: 'Made on', about: 'Settlement', kindConfirm: 'Confirmed', kindRename: 'Named “{name}”', kindMerge: 'Took in settlement {other}', kindSplit: 'Settlement {other} split off, {n} households', kindAssign: '{n} households moved', kindReject: 'Not a settlement',
    runNumber: 'Run', runOn: 'Run on', region: 'Region', parameters: 'Rule', found: 'Found', settled: 'After corrections', compare: 'Comparison', from: 'From', to: 'To', now: 'now', run_n: 'run {n}', same: 'Nothing changed', sameWhy: 'Every settlement has the same households in both.',
    appeared: 'New', gone: 'Gone', merged: 'Merged', splitOff: 'Split off', grown: 'Grown', shrunk: 'Shrunk', changed: 'Other households', unchanged: 'Unchanged', moved: 'Households moved', change: 'Change', before: 'Before', after: 'After', came: 'Came', left: 'Left', intoOther: 'into {n}', fromOther: 'from {n}',
    household: 'Household', fromSettlement: 'From', toSettlement: 'To', outside: 'in none', leftOut: '{n} more are not shown.', reportedNumber: 'Reported number', noReported: 'Every reported settlement was found apart',
  },
} satisfies Messages<typeof zh>
