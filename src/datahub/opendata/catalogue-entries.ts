import type { Context } from '#kit/io/context.ts'
import { toIso } from '#kit/values/instant.ts'
import type { OpenedDataset } from '../sharing/contract.ts'
import { openDatasets } from '../sharing/public.ts'
import { figuresOf } from './figures.ts'
import type { CatalogueEntry } from './rules/dcat.ts'

/** The name of an agency today, or undefined: agencies belong to another room. */
export type AgencyName = (ctx: Context, id: string) => Promise<string | undefined>

/** The open datasets with what the catalogues tell of them, by id. */
export async function catalogueEntries(ctx: Context, nameOf: AgencyName): Promise<CatalogueEntry[]> {
  const opened = await openDatasets(ctx, { kind: 'public' })
  return Promise.all(opened.map((each) => entryOf(ctx, each, nameOf)))
}

async function entryOf(ctx: Context, opened: OpenedDataset, nameOf: AgencyName): Promise<CatalogueEntry> {
  const [figures, name] = await Promise.all([figuresOf(ctx, opened), nameOf(ctx, opened.dataset.owner)])
  return {
    opened,
    ownerName: name ?? opened.dataset.contact.name,
    lastWriteAt: figures.lastWriteAt === null ? null : toIso(figures.lastWriteAt),
  }
}
