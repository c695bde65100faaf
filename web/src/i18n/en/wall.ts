import type { Messages } from '../messages'
import type zh from '../zh/wall'

export default {
  wall: {
    title: 'Wall map', mapLabel: 'Wall map; arrow keys move it, plus and minus zoom; its figures stand in the table beside it', unavailable: 'This browser has no WebGL, so there is no map. The table beside it is not affected.',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out', fit: 'Whole map',
    layersAndFilters: 'Layers and filters', filters: 'Filters', township: 'Township', allTownships: 'All townships', programme: 'Programme', allProgrammes: 'All programmes',
    light: 'Light (ledgers)', allLights: 'All lights', kindOf: 'Only one kind of “{name}”', allKinds: 'All kinds',
    asOf: 'Time', asOfDay: 'As known at the end of this day', asOfSlider: 'A day within the past year', now: 'Now', asOfNote: 'As known at the end of {date}, with the lights of that day.',
    empties: 'Show layers without data', layers: 'Layers', legend: 'Legend', relief: 'Shaded relief', villageLights: 'Villages by worst open entry', none: 'Nothing open',
    group: { work: 'Ledgers', places: 'Places', people: 'People', power: 'Power', telecom: 'Telecom', other: 'Other' },
    figures: 'Figures', villagesByLight: 'Villages by light', villagesTotal: '{n} villages; the colours add up to all of them', openEntries: 'Open entries', entriesAll: 'In all',
    above: '{n} of them belong to a township or above and do not colour a village.', noEntries: 'No ledger has an open entry now.',
    byTownship: 'By township (villages)', townshipHead: 'Township', rest: 'Others', total: 'Villages', sum: 'Total',
    stand: 'Data as of {date}, trail entry {n}',
    village: { entries: 'Open entries', red: 'Overdue', yellow: 'Warned' },
    yes: 'Yes', no: 'No', atSeat: 'This entry has no position of its own; it stands beside the village committee.', openEntry: 'Open the entry', openRegister: 'Open the register',
    measureLength: 'Measure length', measureArea: 'Measure area', measureHint: 'Click along the way; double-click ends, Esc cancels.', measureAreaHint: 'Click three corners or more; double-click ends, Esc cancels.', measureEnd: 'Click on to go further; Esc ends.', mu: '{n} mu',
    print: 'Print', printTitle: 'Wall map', sheetTitle: 'Title', paper: 'Paper', a4: 'A4 landscape', a3: 'A3 landscape', scale: 'Scale', drawing: 'Drawing…',
    printHint: 'Print at actual size (100 %), or the scale is not true.', printNow: 'Print', maker: 'Made by {name}, {date}',
    large: 'Large screen', leaveLarge: 'Leave large screen',
  },
} satisfies Messages<typeof zh>
