import { error } from '@sveltejs/kit'
import { drawGround, layerText } from '#web/server/map-layers.ts'
import type { RequestHandler } from './$types'

/** What is drawn under the data: a layer as `<name>.json`, or all of them as `nen.svg`. */
export const GET: RequestHandler = ({ params }) => {
  const [name = '', kind] = params.layer.split('.')
  const body = params.layer === 'nen.svg' ? drawGround() : kind === 'json' ? layerText(name) : undefined
  if (body === undefined) error(404, 'layer')
  return new Response(body, {
    headers: {
      'content-type': kind === 'svg' ? 'image/svg+xml' : 'application/geo+json',
      'cache-control': 'public, max-age=86400',
    },
  })
}
