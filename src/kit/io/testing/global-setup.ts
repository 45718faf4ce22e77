import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { isRefused } from '#kit/values/refusal.ts'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'
import { migrate } from '../migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's superuser and the name of the migrated template database. */
    testServer: { readonly url: string; readonly template: string }
  }
}

/**
 * Before the tests that need PostgreSQL: one server for all of them (our own in a temporary folder, or that of
 * TEST_DATABASE_URL) and one migrated template, of which every test file gets a copy.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer()
  const template = `kb_template_${process.pid}_${Date.now().toString(36)}`
  await run(server.url, `create database ${template}`)
  const migrated = await migrate({
    url: databaseUrl(server.url, template),
    folder: join(import.meta.dirname, '../../../../db/migrations'),
  })
  if (isRefused(migrated)) throw new Error(`${migrated.refused} ${JSON.stringify(migrated.facts)}`)
  project.provide('testServer', { url: server.url, template })
  return async () => {
    await run(server.url, `drop database if exists ${template} with (force)`)
    await server.close()
  }
}

async function openServer(): Promise<{ url: string; close(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, close: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'kb-test-'))
  const settings = { max_connections: '200' }
  const started = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: false, settings })
  if (isRefused(started)) throw new Error(`${started.refused} ${JSON.stringify(started.facts)}`)
  return {
    url: started.url,
    async close() {
      await started.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The same server, another database. */
export function databaseUrl(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
