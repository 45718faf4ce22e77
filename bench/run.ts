import { benchFirst } from './first.ts'
import { benchKill } from './kill.ts'
import { benchVerify } from './verify.ts'

const works: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  first: benchFirst,
  kill: benchKill,
  verify: benchVerify,
}

const [name = 'first', ...args] = process.argv.slice(2)
const work = works[name]
if (!work) {
  process.stderr.write(`npm run bench -- <${Object.keys(works).join(' | ')}> [--option value]\n`)
  process.exit(2)
}
await work(args)
