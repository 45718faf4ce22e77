import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const room = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Builds the small script of the forms into one file, before the screens, which hand it out as it is:
//     node node_modules/vite/bin/vite.js build --config web/enhance/vite.config.ts
// biome-ignore lint/style/noDefaultExport: where Vite looks for it
export default defineConfig({
  root: room('.'),
  publicDir: false,
  resolve: {
    alias: [
      { find: /^#kit\//, replacement: room('../../src/kit/') },
      { find: /^#onestop\//, replacement: room('../../src/onestop/') },
    ],
  },
  build: {
    target: 'es2022',
    outDir: room('../static/enhance'),
    emptyOutDir: true,
    lib: { entry: room('./form.ts'), formats: ['es'], fileName: () => 'form.js' },
    reportCompressedSize: false,
  },
})
