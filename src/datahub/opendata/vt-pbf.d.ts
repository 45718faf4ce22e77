/** What is used of vt-pbf, which ships no types. */
declare module 'vt-pbf' {
  export function fromGeojsonVt(
    layers: Readonly<Record<string, unknown>>,
    options?: { readonly version?: number },
  ): Uint8Array
}
