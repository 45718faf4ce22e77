/**
 * Every table the program may query, by schema-qualified name. Each module adds its own rows beside its store:
 *
 *     declare module '#kit/io/tables.ts' {
 *       interface Tables { 'onestop.dossiers': DossierRow }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in each module's store
export interface Tables {}
