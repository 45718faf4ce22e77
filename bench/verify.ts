import { openSealKey, sealLogs, verifyLogs } from '#onestop/ledger/public.ts'
import { fillHouse, openMaker } from './kit/histories.ts'
import { openHouse, optionsOf } from './kit/house.ts'
import { describeMachine, median } from './kit/machine.ts'
import { findLines } from './kit/officers.ts'

/** How fast `npm run verify` walks: entries a second, over made-up dossiers with whole chains and one seal. */
export async function benchVerify(args: readonly string[]): Promise<void> {
  const options = optionsOf(args)
  const count = Number(options.get('dossiers') ?? 100_000)
  const house = await openHouse()
  try {
    const maker = await openMaker(house.ctx, await findLines(house.ctx))
    const actions = await fillHouse(house.ctx, house.postgres.url, maker, count, () => {})
    const key = await openSealKey(house.dataDir)
    await sealLogs(house.ctx, key, `${house.dataDir}/published`)
    const rates: number[] = []
    for (let round = 0; round < Number(options.get('rounds') ?? 3); round++) {
      const verdict = await verifyLogs(house.ctx.db, {
        publicKey: key.publicKey,
        publishedFolder: `${house.dataDir}/published`,
      })
      if (verdict.faults.length > 0 || verdict.entries !== actions) throw new Error(JSON.stringify(verdict))
      rates.push(verdict.entries / verdict.seconds)
      process.stdout.write(`${verdict.entries} entries in ${verdict.seconds.toFixed(1)} s\n`)
    }
    const figures = {
      work: 'verify',
      dossiers: count,
      entries: actions,
      entriesPerSecond: Math.round(median(rates)),
    }
    process.stdout.write(`${JSON.stringify({ ...figures, machine: describeMachine() })}\n`)
  } finally {
    await house.close()
  }
}
