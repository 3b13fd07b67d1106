/** Where the built book goes, from the root of the repository: OUT_DIR, as the tests set it, or `dist`. */
export const outDir = process.env.OUT_DIR ?? './dist';
