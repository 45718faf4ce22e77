import { fileURLToPath } from 'node:url'
import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/** A folder of the program, from this file. */
const room = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: 'build' }),
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'img-src': ['self', 'data:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
      version: { name: process.env.npm_package_version ?? 'dev', pollInterval: 0 },
    }),
  ],
  // Not #app: SvelteKit has inner names that begin so, and the screens take only types from there.
  resolve: {
    alias: [
      { find: /^#kit\//, replacement: room('../src/kit/') },
      { find: /^#onestop\//, replacement: room('../src/onestop/') },
      { find: /^#datahub\//, replacement: room('../src/datahub/') },
      { find: /^#content\//, replacement: room('../content/') },
      { find: /^#people\//, replacement: room('../src/people/') },
    ],
  },
})
