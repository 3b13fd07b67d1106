/** Dead code: files, exports and dependencies nobody uses. What only a tool's configuration names is listed here. */
import { type KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'cli/*.ts',
    'bench/{run,ours,large}.ts',
    'tests/truth/fuzz/main.ts',
    'tests/truth/kubectl-server/main.ts',
    'tests/truth/options/record.ts',
    'tests/truth/peer/real.ts',
    'scripts/{build-site,sizes,gateway-api/main}.ts',
    'src/**/*.astro',
    'docs/**/*.{mdx,ts}',
  ],
  project: [
    'engine/**/*.ts',
    'cli/**/*.ts',
    'components/**/*.{ts,tsx}',
    'src/**/*.{ts,tsx,astro}',
    'scripts/**/*.ts',
    'bench/*.ts',
    'tests/**/*.ts',
    'docs/**/*.{mdx,ts}',
  ],
  // MDX pages are entries of what they import.
  compilers: {
    mdx: (text: string) => [...text.matchAll(/^import\s[^;]*?from\s+['"][^'"]+['"];?$/gm)].join('\n'),
  },
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    '@astrojs/check', // astro check
    '@astrojs/mdx', // Starlight's pages
    '@fontsource-variable/.+', // font files, by path in astro.config.ts
  ],
  exclude: [
    'types', // an exported type is vocabulary, and nothing of it is left when the code runs
    'binaries', // programs of the machine, such as tcpdump
  ],
};

export default config;
