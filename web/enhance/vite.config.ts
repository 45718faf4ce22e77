import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const room = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const maps = room('../../node_modules/maplibre-gl/dist')

/** Puts the map library beside the scripts as it came: its worker is fetched by address. */
const mapLibrary: Plugin = {
  name: 'map-library',
  generateBundle() {
    for (const fileName of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css'])
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`${maps}/${fileName}`) })
  },
}

// Builds the small scripts of the forms and of the maps, before the screens, which hand them out as they are:
//     node node_modules/vite/bin/vite.js build --config web/enhance/vite.config.ts
// biome-ignore lint/style/noDefaultExport: where Vite looks for it
export default defineConfig({
  root: room('.'),
  publicDir: false,
  plugins: [mapLibrary],
  resolve: {
    alias: [
      { find: /^#kit\//, replacement: room('../../src/kit/') },
      { find: /^#content\//, replacement: room('../../content/') },
      { find: /^#onestop\//, replacement: room('../../src/onestop/') },
    ],
  },
  build: {
    target: 'es2022',
    outDir: room('../static/enhance'),
    emptyOutDir: true,
    lib: {
      entry: { form: room('./form.ts'), map: room('./map.ts') },
      formats: ['es'],
      fileName: (_format, name) => `${name}.js`,
    },
    reportCompressedSize: false,
  },
})
