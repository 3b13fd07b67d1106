/**
 * The site: Starlight over `docs/`, React for the figures. Everything a page needs is served from its own folder:
 * no font, script or picture comes from another host. BASE is the path the book lives under (default `/`).
 */
import { satteri } from '@astrojs/markdown-satteri';
import react from '@astrojs/react';
import starlight from '@astrojs/starlight';
import { type AstroIntegration } from 'astro';
import { defineConfig, fontProviders } from 'astro/config';
import { sidebar } from './src/book.ts';
import { runPlugin } from './src/executed-prose/run-plugin.ts';

const font = (file: string) => `./node_modules/@fontsource-variable/${file}.woff2`;
const latin = (family: string, style: 'normal' | 'italic') => ({
  src: [font(`${family}/files/${family}-latin-wght-${style}`)] as [string],
  weight: '200 900',
  style,
});

/** A site map lists absolute addresses and the book does not know where it lives: this takes the generator's seat. */
const noSitemap: AstroIntegration = { name: '@astrojs/sitemap', hooks: {} };

export default defineConfig({
  base: process.env.BASE ?? '/',
  outDir: process.env.OUT_DIR ?? './dist',
  trailingSlash: 'ignore',
  devToolbar: { enabled: false },
  markdown: { processor: satteri({ mdastPlugins: [runPlugin] }) },
  fonts: [
    {
      provider: fontProviders.local(),
      name: 'Source Serif 4',
      cssVariable: '--font-prose',
      fallbacks: ['Georgia', 'serif'],
      options: { variants: [latin('source-serif-4', 'normal'), latin('source-serif-4', 'italic')] },
    },
    {
      provider: fontProviders.local(),
      name: 'JetBrains Mono',
      cssVariable: '--font-machine',
      fallbacks: ['monospace'],
      options: { variants: [{ ...latin('jetbrains-mono', 'normal'), weight: '100 800' }] },
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
      components: { Head: './src/layout/Head.astro' },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      expressiveCode: {
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
  ],
  vite: {
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
