/** The part of npm subset-font 2.9 that `fonts.ts` uses; the package has no types of its own. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    letters: string,
    options: {
      readonly targetFormat: 'woff2';
      readonly variationAxes?: Readonly<
        Record<string, number | { readonly min: number; readonly max: number }>
      >;
      /** Leaves out the glyphs that only substitutions reach. */
      readonly noLayoutClosure?: boolean;
    },
  ): Promise<Uint8Array>;
}
