import { beforeEach } from 'vitest'

/** For a journey whose steps follow one another: once one has failed, the rest is skipped rather than tried in vain. */
export function stopAtFirstFailure(): void {
  let failed = false
  beforeEach(({ skip, onTestFailed }) => {
    if (failed) skip('an earlier step of the journey failed')
    onTestFailed(() => {
      failed = true
    })
  })
}
