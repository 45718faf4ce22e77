import { forgetDoneWork, type JobHandler } from '#kit/io/jobs.ts'
import type { Reaction } from '#kit/io/outbox.ts'

/** What happens when: every reaction of every room to what acts write in the outbox. */
export const reactions: readonly Reaction[] = []

/** Every kind of job, and what repeats by the clock. */
export const jobs: readonly JobHandler[] = [forgetDoneWork]
