/** A round in the tests: villages and households drawn with dice from the command line, as docs/round.md says, and sheets for the team 一组. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { program, signInAs } from './real.mjs'

export const TEAM = '一组'

function wanjia(args) {
  const done = spawnSync(program(), args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`wanjia ${args.join(' ')}: ${done.stderr || done.stdout}`)
  return done.stdout
}

/** Every step of a draw in a folder, on one day of June 2020; taken into the county when it is done. */
function hold(county, folder, id, frame, each) {
  const round = path.join(folder, id)
  const file = `${round}.txt`
  writeFileSync(file, frame.join('\n'))
  const at = (hour) => `2020-06-01T0${hour}:00:00Z`
  wanjia(['draw', 'freeze', round, '--frame', file, '--each', String(each)])
  wanjia(['draw', 'announce', round, '--id', id, '--party', 'county,grid', '--public', 'dice-20', '--fallback', 'dice-20-again',
    '--at', at(0), '--commit-by', at(2), '--reveal-by', at(4), '--public-at', at(6), '--seal-until', at(8)])
  for (const party of ['county', 'grid']) {
    const { commitment } = JSON.parse(wanjia(['draw', 'contribute', `${round}/announce.txt`, party, '--secret', `${round}-${party}.secret`, '--json']))
    wanjia(['draw', 'commit', round, party, commitment, '--at', at(1)])
  }
  for (const party of ['county', 'grid']) wanjia(['draw', 'reveal', round, party, '--secret', `${round}-${party}.secret`, '--at', at(3)])
  wanjia(['draw', 'close', round, '--at', at(5)])
  wanjia(['draw', 'seed', round, '--value', '01234567890123456789', '--at', at(6)])
  wanjia(['draw', 'run', round])
  const published = `${round}-published`
  wanjia(['draw', 'open', round, published, '--at', at(9)])
  county.run(['draw', 'take', published])
}

/** Sheets of `villages` villages of one township and of two households in each; answers the villages that were drawn. */
export async function holdRound(county, villages = 4) {
  const folder = path.dirname(county.data)
  const lead = await signInAs(county.url, 'jingxin')
  const rows = async (register, region) => (await lead.get(`/api/registers/${register}/rows?region=${region}&limit=200`)).json.rows.map((row) => row.values)
  hold(county, folder, 'T-1', (await rows('village', county.town)).map((one) => `${one.region} T`), villages)
  county.run(['visits', 'T-1', '--due-on', '2030-06-30', '--team', `T=${TEAM}`])
  const drawn = (await lead.get('/api/ledgers/village_sheet/entries?limit=50')).json.entries.map((one) => one.values.region)
  const households = (await Promise.all(drawn.map((region) => rows('household', region)))).flat()
  hold(county, folder, 'T-2', households.map((one) => `${one.region}.${one.number} ${one.region}`), 2)
  county.run(['visits', 'T-2', '--due-on', '2030-06-30'])
  return drawn
}

/** A road and a river through these places, so that the map has both. */
export function bringLines(county, places) {
  const folder = path.dirname(county.data)
  for (const [register, code, name, aside] of [['road', '道路编号', '县道X012', 0.002], ['river', '河流编号', '兄弟河', -0.004]]) {
    const file = path.join(folder, `${register}.geojson`)
    const properties = { 村代码: county.village, [code]: 'A1', 段号: 1, [register === 'road' ? '道路名称' : '河流名称']: name }
    const bent = places.flatMap(([lon, lat], index) => [[lon + aside, lat - aside], ...(index + 1 < places.length ? [[(lon + places[index + 1][0]) / 2 + 2 * aside, (lat + places[index + 1][1]) / 2]] : [])])
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry: { type: 'LineString', coordinates: bent } }] }))
    county.run(['import', register, file, '--datum', 'cgcs2000'])
  }
}
