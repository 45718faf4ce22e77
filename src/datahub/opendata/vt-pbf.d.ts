/** What is used of vt-pbf, which ships no types. */
declare module 'vt-pbf' {
  const vtPbf: {
    fromGeojsonVt(
      layers: Readonly<Record<string, unknown>>,
      options?: { readonly version?: number },
    ): Uint8Array
  }
  export default vtPbf
}
