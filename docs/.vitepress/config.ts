import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const docs = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** A page's own title, for the sidebar. */
const titled = (folder: string) =>
  readdirSync(path.join(docs, folder))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .sort()
    .map((file) => ({
      text: /^# (.+)$/m.exec(readFileSync(path.join(docs, folder, file), 'utf8'))?.[1] ?? file,
      link: `/${folder}/${file.replace(/\.md$/, '')}`,
    }));

export default defineConfig({
  title: 'codistill',
  description: 'Competitive distillation for TypeScript on TensorFlow.js',
  cleanUrls: true,
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Concepts', link: '/concepts' },
      { text: 'Methods', link: '/methods/' },
      { text: 'Results', link: '/results/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Start in five minutes', link: '/' },
          { text: 'Concepts', link: '/concepts' },
          { text: 'Read a report', link: '/read-a-report' },
          { text: 'Studies as files', link: '/studies' },
          { text: 'Engines', link: '/engines' },
        ],
      },
      {
        text: 'Your own',
        items: [
          { text: 'A strategy', link: '/write-a-strategy' },
          { text: 'A perturbation', link: '/write-a-perturbation' },
          { text: 'A backbone', link: '/write-a-backbone' },
          { text: 'A dataset', link: '/write-a-dataset' },
        ],
      },
      {
        text: 'Methods',
        collapsed: true,
        items: [{ text: 'All', link: '/methods/' }, ...titled('methods')],
      },
      { text: 'Results', items: [{ text: 'All', link: '/results/' }, ...titled('results')] },
      {
        text: 'API',
        collapsed: true,
        items: [{ text: 'All', link: '/api/' }, ...titled('api/@codistill')],
      },
    ],
  },
});
