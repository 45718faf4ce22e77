import fc from 'fast-check'

// The build machine draws the same random cases each time, so that a change is judged by what it changed; everywhere
// else each run draws new ones. A case found there becomes a test of its own.
if (process.env.CI) fc.configureGlobal({ seed: 20_180_614 })
