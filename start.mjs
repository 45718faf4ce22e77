// The one command. Plain JavaScript on purpose: it runs on the Node that the machine has (20 or newer), makes sure
// that the packages are there, then goes on with the Node that came with them, which runs TypeScript as it is.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const modules = join(root, 'node_modules')
const wanted = [22, 18] // the oldest Node that runs TypeScript without a flag

const commands = {
  start: { build: true, run: ['src/app/main.ts', 'start'] },
  web: { build: true, run: ['src/app/main.ts', 'web'] },
  worker: { build: false, run: ['src/app/main.ts', 'worker'] },
  verify: { build: false, run: ['src/app/cli.ts', 'verify'] },
  appoint: { build: false, run: ['src/app/appoint.ts'] },
  doubts: { build: false, run: ['src/app/doubts.ts'] },
  test: { build: true, run: ['node_modules/vitest/vitest.mjs', 'run'] },
  check: { build: false, run: ['tools/check/run.ts'] },
  bench: { build: false, run: ['bench/run.ts'] },
}

const [name = 'start', ...rest] = process.argv.slice(2)
const command = commands[name]
if (!command)
  fail(
    `Không có lệnh «${name}»; có: ${Object.keys(commands).join(', ')}.`,
    `There is no command "${name}"; there are: ${Object.keys(commands).join(', ')}.`,
  )
const test = name === 'test'

install()
const node = findNode()
if (command.build) build(node)
run(node, [
  ...command.run,
  ...(test ? ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile()}`] : []),
  ...rest,
])

/** Installs the packages when they are missing or the lock file has changed since. */
function install() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(modules, '.kinh-bac-installed')
  const hash = createHash('sha256').update(lock).digest('hex')
  if (readText(stamp) === hash) return
  if (!isInstalled(JSON.parse(lock.toString()))) {
    tell('Đang cài các gói phần mềm (một lần)…', 'Installing packages (once)…')
    const npm = process.env.npm_execpath
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const done = npm
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
    if (done.status !== 0)
      fail(
        'Không cài được các gói phần mềm. Hãy kiểm tra mạng, quyền ghi và dung lượng đĩa rồi chạy lại.',
        'The packages could not be installed. Check the network, the right to write and the space on disk, then run again.',
      )
  }
  writeFileSync(stamp, hash)
}

/** Whether someone installed what the lock file says already, by npm's own record. */
function isInstalled(lock) {
  const text = readText(join(modules, '.package-lock.json'))
  if (text === undefined) return false
  const there = JSON.parse(text).packages
  return Object.entries(lock.packages).every(
    ([path, { version, optional, link }]) =>
      path === '' || optional || link || there[path]?.version === version,
  )
}

/** The Node that came with the packages, else this one or that of the system when it is new enough. */
function findNode() {
  const own = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node')
  for (const candidate of [own, process.execPath, 'node']) {
    const found = spawnSync(candidate, ['--version'], { encoding: 'utf8' })
    const [major, minor] = (found.stdout ?? '').slice(1).split('.').map(Number)
    if (found.status === 0 && (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])))
      return candidate
  }
  return fail(
    `Cần Node ${wanted.join('.')} trở lên; gói đi kèm không có cho ${process.platform}-${process.arch}. Hãy cài Node 24 rồi chạy lại.`,
    `Node ${wanted.join('.')} or newer is needed; none comes with the packages for ${process.platform}-${process.arch}. Install Node 24 and run again.`,
  )
}

/** Builds the screens when what they are made of has changed. */
function build(node) {
  const web = join(root, 'web')
  if (!existsSync(join(web, 'vite.config.ts'))) return
  const hash = createHash('sha256')
  for (const file of sources())
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  const digest = hash.digest('hex')
  const stamp = join(web, 'build', '.kinh-bac-built')
  if (readText(stamp) === digest) return
  tell('Đang dựng giao diện…', 'Building the screens…')
  // The script of the forms first: the screens hand it out as it is.
  for (const config of ['enhance/vite.config.ts', 'vite.config.ts']) {
    const args = ['build', '--config', config, '--logLevel', 'warn']
    const done = spawnSync(node, [join(modules, 'vite', 'bin', 'vite.js'), ...args], {
      cwd: web,
      stdio: ['ignore', 2, 2],
      env: { ...environment(node), NODE_ENV: 'production' },
    })
    if (done.status !== 0)
      fail(
        'Không dựng được giao diện; xem lỗi ở trên.',
        'The screens could not be built; see the error above.',
      )
  }
  writeFileSync(stamp, digest)
}

/** What the screens are made of: their own sources, and of the program its values, rules, contracts and words. */
function sources() {
  const built = join(root, 'web', 'static', 'enhance')
  const ours = walk(join(root, 'web'), /^(node_modules|build|dev|\.svelte-kit)$/).filter(
    (file) => !file.startsWith(built),
  )
  const used = walk(join(root, 'src'), /^$/).filter((file) => {
    const path = relative(join(root, 'src'), file).replaceAll('\\', '/')
    return /(^|\/)(rules|values)\//.test(path) || /contract\.ts$|messages\.\w+\.json$/.test(path)
  })
  return [...ours, ...used, join(root, 'package-lock.json')]
    .filter((file) => !file.endsWith('.test.ts'))
    .sort()
}

function walk(folder, without) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return without.test(entry.name) ? [] : walk(path, without)
    return entry.isFile() && statSync(path).size < 20_000_000 ? [path] : []
  })
}

/** Runs the command with the right Node and passes on signals and the exit code. */
function run(node, args) {
  // The channel tells the program when this process is killed outright.
  const stdio = args[0].startsWith('src/app/') ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit'
  const child = spawn(node, args, { cwd: root, stdio, env: environment(node) })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      // Ctrl-C reaches the whole group of a terminal by itself.
      if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal)
    })
  child.on('error', (error) => fail(String(error.message), ''))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function environment(node) {
  const path = [dirname(node), join(modules, '.bin'), process.env.PATH].filter((part) => part && part !== '.')
  return { ...process.env, PATH: path.join(delimiter) }
}

/** Where the test report is written; .ci/run counts in it. */
function reportFile() {
  const folder = join(root, '.cache')
  mkdirSync(folder, { recursive: true })
  return join(folder, 'test-report.json')
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function tell(vi, en) {
  process.stderr.write(`${vi} / ${en}\n`)
}

function fail(vi, en) {
  process.stderr.write(`\n${vi}\n${en}\n\n`)
  process.exit(1)
}
