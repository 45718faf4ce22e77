import type { FeatureCollection, Position } from 'geojson'
import type { LngLatBoundsLike, Map as MapView, StyleSpecification } from 'maplibre-gl'

/** What the page hands over with each map (`PlaceMap.svelte`). */
type MapData = {
  readonly lang: 'vi' | 'en'
  readonly label: string
  readonly close: boolean
  readonly tiles: { readonly url: string; readonly layer: string; readonly href: string } | null
  readonly collection: FeatureCollection
  readonly words: Readonly<Record<'ward' | 'zoomIn' | 'zoomOut' | 'close' | 'open' | 'hint', string>>
}

type Library = typeof import('maplibre-gl')
const ground = '/du-lieu-mo/ban-do'
const province: LngLatBoundsLike = [
  [105.86, 20.95],
  [107.05, 21.65],
]

for (const figure of document.querySelectorAll<HTMLElement>('[data-kb-map]'))
  openMap(figure).catch((fault: unknown) => {
    // The drawing of the server stays: the page says the same without this map.
    figure.dataset.kbMap = 'drawn'
    console.warn(fault)
  })

async function openMap(figure: HTMLElement): Promise<void> {
  const text = figure.querySelector('[data-kb-map-data]')?.textContent
  const frame = figure.querySelector<HTMLElement>('.map-frame')
  if (!text || !frame || !hasWebGl()) return
  const data = JSON.parse(text) as MapData
  const library = (await import(/* @vite-ignore */ `${location.origin}/enhance/maplibre-gl.mjs`)) as Library
  library.setWorkerUrl(`${location.origin}/enhance/maplibre-gl-worker.mjs`)
  const place = document.createElement('div')
  const room = document.createElement('div')
  room.className = 'map-live'
  place.className = 'map-canvas'
  room.append(place)
  frame.append(room)
  const map = new library.Map({
    container: place,
    style: styleOf(data),
    bounds: data.close ? boundsOf(data.collection) : province,
    fitBoundsOptions: { padding: 24, maxZoom: 13 },
    maxZoom: 17,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: {
      'Map.Title': data.label,
      'NavigationControl.ZoomIn': data.words.zoomIn,
      'NavigationControl.ZoomOut': data.words.zoomOut,
      'CooperativeGesturesHandler.WindowsHelpText': data.words.hint,
      'CooperativeGesturesHandler.MacHelpText': data.words.hint,
      'CooperativeGesturesHandler.MobileHelpText': data.words.hint,
      'Popup.Close': data.words.close,
    },
  })
  map.addControl(new library.NavigationControl({ showCompass: false }))
  await new Promise<void>((done, fail) => {
    map.once('load', () => done())
    map.once('error', ({ error }) => fail(error))
  }).catch((fault: unknown) => {
    map.remove()
    room.remove()
    throw fault
  })
  figure.dataset.kbMap = 'live'
  frame.querySelector('svg[role]')?.remove()
  tellOnClick(library, map, data)
}

function hasWebGl(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}

function styleOf({ tiles, collection }: MapData): StyleSpecification {
  const at = (name: string) => ({
    type: 'geojson' as const,
    data: `${location.origin}${ground}/${name}.json`,
  })
  const things = tiles
    ? { type: 'vector' as const, tiles: [`${location.origin}${tiles.url}`], maxzoom: 14 }
    : { type: 'geojson' as const, data: collection }
  const layer = tiles ? { 'source-layer': tiles.layer } : {}
  const kind = (name: string) => ['==', ['geometry-type'], name] as ['==', ['geometry-type'], string]
  return {
    version: 8,
    sources: { tinh: at('tinh'), wards: at('xa-phuong'), old: at('huyen-cu'), rivers: at('song'), things },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': '#f3eee4' } },
      { id: 'tinh', type: 'fill', source: 'tinh', paint: { 'fill-color': '#ffffff' } },
      {
        id: 'wards-area',
        type: 'fill',
        source: 'wards',
        paint: { 'fill-color': '#ffffff', 'fill-opacity': 0 },
      },
      { id: 'rivers', type: 'line', source: 'rivers', paint: { 'line-color': '#7fa6c9', 'line-width': 2 } },
      { id: 'wards', type: 'line', source: 'wards', paint: { 'line-color': '#d3c7b6', 'line-width': 1 } },
      {
        id: 'old',
        type: 'line',
        source: 'old',
        paint: { 'line-color': '#b09c8a', 'line-width': 1.2, 'line-dasharray': [3, 2] },
      },
      { id: 'edge', type: 'line', source: 'tinh', paint: { 'line-color': '#8c7f74', 'line-width': 1.5 } },
      {
        id: 'names',
        type: 'symbol',
        source: 'wards',
        minzoom: 9,
        layout: { 'text-field': ['get', 'name'], 'text-font': ['Be Vietnam Pro'], 'text-size': 12 },
        paint: { 'text-color': '#5f5257', 'text-halo-color': '#ffffff', 'text-halo-width': 1.5 },
      },
      {
        id: 'things-area',
        type: 'fill',
        source: 'things',
        ...layer,
        filter: kind('Polygon'),
        paint: { 'fill-color': '#b98a2e', 'fill-opacity': 0.3, 'fill-outline-color': '#775610' },
      },
      {
        id: 'things-line',
        type: 'line',
        source: 'things',
        ...layer,
        filter: kind('LineString'),
        paint: { 'line-color': '#7a2145', 'line-width': 3 },
      },
      {
        id: 'things-point',
        type: 'circle',
        source: 'things',
        ...layer,
        filter: kind('Point'),
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 4, 14, 8],
          'circle-color': '#7a2145',
          'circle-stroke-color': '#ffffff',
          'circle-stroke-width': 1.5,
        },
      },
    ],
  }
}

/** A click says what is there: the thing with its link, else the ward. */
function tellOnClick(library: Library, map: MapView, data: MapData): void {
  const layers = ['things-point', 'things-line', 'things-area']
  map.on('click', ({ point, lngLat }) => {
    const around: [[number, number], [number, number]] = [
      [point.x - 6, point.y - 6],
      [point.x + 6, point.y + 6],
    ]
    const found = map.queryRenderedFeatures(around, { layers })[0]
    const ward = map.queryRenderedFeatures([point.x, point.y], { layers: ['wards-area'] })[0]?.properties.name
    if (!found && !ward) return
    const content = document.createElement('div')
    content.className = 'map-told'
    if (found) content.append(...lines(found.properties, data))
    if (ward) content.append(paragraph(`${data.words.ward}: ${ward}`, 'soft small'))
    new library.Popup({ maxWidth: '18rem' }).setLngLat(lngLat).setDOMContent(content).addTo(map)
  })
  for (const layer of layers) {
    map.on('mouseenter', layer, () => {
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = ''
    })
  }
}

function lines(properties: Readonly<Record<string, unknown>>, { tiles, words }: MapData): HTMLElement[] {
  const name = String(properties.name ?? properties.id ?? '')
  const href =
    typeof properties.href === 'string'
      ? properties.href
      : tiles && properties.id
        ? tiles.href.replace('{id}', encodeURIComponent(String(properties.id)))
        : null
  const head = paragraph(name, 'strong')
  if (href === null || !href.startsWith('/')) return [head]
  const link = document.createElement('a')
  link.href = href
  link.textContent = words.open
  const row = document.createElement('p')
  row.append(link)
  return [head, row]
}

function paragraph(text: string, look: string): HTMLElement {
  const one = document.createElement('p')
  one.className = look
  one.textContent = text
  return one
}

function boundsOf({ features }: FeatureCollection): LngLatBoundsLike {
  const positions = features.flatMap(({ geometry }) =>
    geometry.type === 'GeometryCollection' ? [] : flatten(geometry.coordinates),
  )
  if (positions.length === 0) return province
  const lons = positions.map(([lon = 0]) => lon)
  const lats = positions.map(([, lat = 0]) => lat)
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ]
}

function flatten(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return []
  if (typeof coordinates[0] === 'number') return [coordinates as Position]
  return coordinates.flatMap(flatten)
}
