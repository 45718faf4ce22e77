import type { Feature, FeatureCollection } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import borders from '#content/geo/borders.json'
import rivers from '#content/geo/rivers.json'
import { pathOf, sheet } from '#web/ui/map-sheet.ts'

const topology = borders as unknown as Topology<
  Record<'wards' | 'oldDistricts' | 'province', GeometryCollection>
>

/** The layers under the data, by the name in their address. */
const layers: Readonly<Record<string, () => FeatureCollection>> = {
  'xa-phuong': () => feature(topology, topology.objects.wards),
  'huyen-cu': () => feature(topology, topology.objects.oldDistricts),
  tinh: () => feature(topology, topology.objects.province),
  song: () => rivers as FeatureCollection,
}
const texts = new Map<string, string>()

/** A layer as GeoJSON text, made once; undefined where there is none of that name. */
export function layerText(name: string): string | undefined {
  const known = texts.get(name)
  const make = layers[name]
  if (known !== undefined || !make) return known
  const text = JSON.stringify(make())
  texts.set(name, text)
  return text
}

let drawn: string | undefined

/** The province with its wards and rivers as an SVG in the coordinates of `map-sheet.ts`, made once. */
export function drawGround(): string {
  drawn ??= [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${sheet.width} ${sheet.height}">`,
    group(layers.tinh?.(), 'fill="#fff" stroke="#8c7f74" stroke-width="2"'),
    group(layers['xa-phuong']?.(), 'fill="none" stroke="#dfd6c8" stroke-width="1"'),
    group(layers['huyen-cu']?.(), 'fill="none" stroke="#b9a99a" stroke-width="1" stroke-dasharray="4 3"'),
    group(layers.song?.(), 'fill="none" stroke="#7fa6c9" stroke-width="1.5"'),
    '</svg>',
  ].join('')
  return drawn
}

function group(collection: FeatureCollection | undefined, look: string): string {
  const d = (collection?.features ?? []).map((one: Feature) => pathOf(one.geometry)).join('')
  return `<path d="${d}" ${look} vector-effect="non-scaling-stroke"/>`
}

/** The communes and wards with the district that each lay in until 30 June 2025, by name. */
export function listWards(): readonly { code: string; name: string; oldDistrict: string }[] {
  const wards = borders.objects.wards.geometries.map(({ properties }) => properties)
  return wards.toSorted((a, b) => a.name.localeCompare(b.name, 'vi'))
}
