/**
 * Who may know whom. The rooms and their doors are told in docs/decisions/0001-four-rooms-and-one-way-through.md;
 * each rule is proved by a planted breach in tools/check/checks/rooms.test.ts.
 */
const door = '/(public|contract|[a-z-]+-contract)\\.ts$'
const contract = '/(contract|[a-z-]+-contract)\\.ts$'
const rooms = '(people|onestop|datahub|centre)'
/** Tests look where they like; so does what is there for tests only. */
const tests = ['\\.test\\.ts$', '/testing/', '/testing\\.ts$', '/samples/']

module.exports = {
  forbidden: [
    {
      name: 'kit-knows-no-domain',
      comment: 'kit knows no word of the domain: move this to the room, or hand it in as an argument',
      severity: 'error',
      from: { path: '^src/kit/' },
      to: { path: `^(src/(${rooms}|app)|web)/` },
    },
    {
      name: 'values-are-pure',
      comment: 'kit/values imports only kit/values: what touches the world belongs to kit/io',
      severity: 'error',
      from: { path: '^src/kit/values/', pathNot: tests },
      to: { pathNot: ['^src/kit/values/'] },
    },
    {
      name: 'people-knows-only-kit',
      comment: 'people imports only kit and people: dossiers and data know people, not the other way round',
      severity: 'error',
      from: { path: '^src/people/' },
      to: { path: '^(src/(onestop|datahub|centre|app)|web)/' },
    },
    {
      name: 'onestop-and-datahub-do-not-meet',
      comment: 'onestop and datahub never import each other: they meet in app, by reactions',
      severity: 'error',
      from: { path: '^src/(onestop|datahub)/' },
      to: { path: '^src/(onestop|datahub)/', pathNot: '^src/$1/' },
    },
    {
      name: 'centre-looks-on',
      comment: 'the working rooms do not know the centre that looks on: publish a view, or let app react',
      severity: 'error',
      from: { path: '^src/(onestop|datahub)/' },
      to: { path: '^src/centre/' },
    },
    {
      name: 'only-app-knows-all',
      comment: 'app is the only place that knows all rooms, so no room knows app: take a port as an argument',
      severity: 'error',
      from: { path: `^src/(kit|${rooms})/` },
      to: { path: '^(src/app|web)/' },
    },
    {
      name: 'rooms-enter-by-the-door',
      comment: "another room's module is entered by its public.ts or contract.ts",
      severity: 'error',
      from: { path: `^src/${rooms}/`, pathNot: tests },
      to: { path: `^src/${rooms}/`, pathNot: ['^src/$1/', door] },
    },
    {
      name: 'modules-enter-by-the-door',
      comment: 'another module is entered by its public.ts or contract.ts, or (in one room) its rules/',
      severity: 'error',
      from: { path: `^src/${rooms}/([^/]+)/`, pathNot: tests },
      to: { path: '^src/$1/[^/]+/', pathNot: ['^src/$1/$2/', door, '^src/$1/[^/]+/rules/'] },
    },
    {
      name: 'whole-rooms-enter-by-the-door',
      comment: 'app, and what stands at the top of a room, enter a module by its public.ts or contract.ts',
      severity: 'error',
      from: { path: `^src/(app/|${rooms}/[^/]+$)`, pathNot: tests },
      to: { path: `^src/${rooms}/[^/]+/`, pathNot: [door] },
    },
    {
      name: 'rules-are-pure',
      comment:
        'rules/ imports only rules/ of its room, kit/values, the sentences and the types of contracts: take the rest as an argument',
      severity: 'error',
      from: { path: '^src/([^/]+)/.+/rules/', pathNot: tests },
      to: { pathNot: ['^src/$1/.+/rules/', '^src/kit/values/', contract, '/messages\\.(vi|en)\\.json$'] },
    },
    {
      name: 'rules-take-types-of-contracts',
      comment: 'rules/ takes types from a contract, not values: a table that both need stands in rules/',
      severity: 'warn',
      from: { path: '^src/[^/]+/.+/rules/', pathNot: tests },
      to: { path: contract, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'browser-knows-no-machine',
      comment:
        'web imports only rules/, kit/values, contract.ts and its own; acts are reached through event.locals.kb',
      severity: 'error',
      from: { path: '^web/', pathNot: tests },
      to: { path: '^(src|tools|bench|db)/', pathNot: ['^src/.+/rules/', '^src/kit/values/', contract] },
    },
    {
      name: 'no-circle',
      comment: 'these files need each other to run: name what they share and put it in a file of its own',
      severity: 'error',
      from: { path: '^(src|web|tools|bench)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-type-circle',
      comment:
        'these files need the types of each other: do they have one subject, or does one type belong to the other?',
      severity: 'warn',
      from: { path: '^(src|web|tools|bench)/' },
      to: { circular: true, via: { dependencyTypes: ['type-only'] } },
    },
    {
      name: 'tests-are-not-shipped',
      comment: 'what runs in an office does not stand on what is there for tests',
      severity: 'error',
      from: { path: '^(src|web)/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'tools-are-not-shipped',
      comment: 'what runs in an office does not stand on the tools of the workshop',
      severity: 'error',
      from: { path: '^(src|web)/', pathNot: [...tests, '^web/vite\\.config\\.ts$'] },
      to: { path: '^(tools|bench|journeys)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/\\.|\\.svelte-kit/|build/)' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tools/check/tsconfig.paths.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'svelte', 'types'],
    },
    cache: false,
  },
}
