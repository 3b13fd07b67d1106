/**
 * The site: Starlight over `docs/`, React for the figures. Everything a page needs is served from its own folder:
 * no font, script or picture comes from another host. BASE is the path the book lives under (default `/`).
 */
import { satteri } from '@astrojs/markdown-satteri';
import react from '@astrojs/react';
import starlight from '@astrojs/starlight';
import { type AstroIntegration } from 'astro';
import { defineConfig, fontProviders } from 'astro/config';
import { bookFont, type Style, weights } from './scripts/fonts.ts';
import { sidebar } from './src/book.ts';
import { outDir } from './src/out-dir.ts';
import { contentSecurityPolicy } from './src/policy/content-security-policy.ts';
import { firstPaint } from './src/layout/first-paint.ts';
import { wideTables } from './src/layout/wide-tables.ts';
import { withoutHas } from './src/styles/without-has.ts';
import { consoleLines } from './src/executed-prose/console-lines.ts';
import { runPlugin } from './src/executed-prose/run-plugin.ts';

const latin = async (family: string, style: Style) => ({
  src: [await bookFont(family, style)] as [string],
  weight: [...new Set([weights[style].min, weights[style].max])].join(' '),
  style,
});

/** A site map lists absolute addresses and the book does not know where it lives: this takes the generator's seat. */
const noSitemap: AstroIntegration = { name: '@astrojs/sitemap', hooks: {} };

const base = process.env.BASE ?? '/';

export default defineConfig({
  base,
  outDir,
  trailingSlash: 'ignore',
  devToolbar: { enabled: false },
  markdown: { processor: satteri({ mdastPlugins: [runPlugin(base)], hastPlugins: [wideTables] }) },
  fonts: [
    {
      provider: fontProviders.local(),
      name: 'Source Serif 4',
      cssVariable: '--font-prose',
      fallbacks: ['Georgia', 'serif'],
      options: {
        variants: [await latin('source-serif-4', 'normal'), await latin('source-serif-4', 'italic')],
      },
    },
    {
      provider: fontProviders.local(),
      name: 'JetBrains Mono',
      cssVariable: '--font-machine',
      fallbacks: ['as-wide', 'monospace'],
      options: { variants: [await latin('jetbrains-mono', 'normal')] },
    },
  ],
  integrations: [
    starlight({
      title: 'Follow the Packet',
      description:
        'An interactive textbook of Kubernetes networking, on a cluster simulated packet by packet.',
      favicon: '/favicon.svg',
      disable404Route: true, // docs/404.mdx is the page
      sidebar: sidebar(new URL('./docs/', import.meta.url)),
      customCss: ['./src/styles/tokens.css', './src/styles/theme.css'],
      components: {
        Head: './src/layout/Head.astro',
        ThemeProvider: './src/reading/ThemeProvider.astro',
        ThemeSelect: './src/reading/ReadingSettings.astro',
        Footer: './src/reading/Footer.astro',
        Sidebar: './src/progress/Sidebar.astro',
      },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      expressiveCode: {
        plugins: [consoleLines],
        themes: ['github-dark-default', 'github-light-default'],
        styleOverrides: {
          borderRadius: '2px',
          codeFontFamily: 'var(--machine)',
          uiFontFamily: 'var(--machine)',
        },
      },
    }),
    react(),
    noSitemap,
    firstPaint,
    contentSecurityPolicy,
  ],
  vite: {
    css: { postcss: { plugins: [withoutHas] } },
    build: {
      // The simulator is one script, fetched when a reader first touches a figure; its size has its own check.
      chunkSizeWarningLimit: 3000,
      rolldownOptions: {
        // Astro marks modules with directives of its own ('use astro:…'), which the bundler reports one by one.
        onLog: (level, log, report) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
        },
      },
    },
  },
});
