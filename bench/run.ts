type Work = (args: readonly string[]) => Promise<void>

/** What can be measured, each loaded only when it is asked for. */
const works: Readonly<Record<string, Work>> = {
  first: async (args) => (await import('./first.ts')).benchFirst(args),
  ingest: async (args) => (await import('./ingest.ts')).benchIngest(args),
  kill: async (args) => (await import('./kill.ts')).benchKill(args),
  registry: async (args) => (await import('./ngsi.ts')).benchRegistry(args),
  replay: async (args) => (await import('./replay.ts')).benchReplay(args),
  search: async () => (await import('./search.ts')).benchSearch(),
  verify: async (args) => (await import('./verify.ts')).benchVerify(args),
}

const [name = 'first', ...args] = process.argv.slice(2)
const work = works[name]
if (!work) {
  process.stderr.write(`npm run bench -- <${Object.keys(works).join(' | ')}> [--option value]\n`)
  process.exit(2)
}
await work(args)
