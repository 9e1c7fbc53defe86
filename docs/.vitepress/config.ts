import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { katex } from '@mdit/plugin-katex';
import { defineConfig } from 'vitepress';
import { groups } from '../scripts/cards/groups.mjs';
import { readNotes } from '../scripts/cards/notes.mjs';

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

/** The core has two entries, whose pages lie in a folder of its own. */
const coreEntries = [
  { text: '@codistill/core', link: '/api/@codistill/core/' },
  { text: '@codistill/core: main entry', link: '/api/@codistill/core/index-1' },
  { text: '@codistill/core/engine', link: '/api/@codistill/core/engine' },
];

const notes = [...readNotes(path.resolve(docs, '..'))].sort(([a], [b]) => (a < b ? -1 : 1));
/** The pages of methods, by the group that their card notes give. */
const methodGroups = groups.map(({ name, title }) => ({
  text: title,
  collapsed: false,
  items: notes
    .filter(([, { group }]) => group === name)
    .map(([id]) => ({ text: id, link: `/methods/${id}` })),
}));

const guide = [
  {
    text: 'Guide',
    items: [
      { text: 'Start', link: '/start' },
      { text: 'Use your own images', link: '/your-images' },
      { text: 'Weights in and out', link: '/weights' },
      { text: 'Use a network elsewhere', link: '/export' },
      { text: 'Concepts', link: '/concepts' },
      { text: 'Which method?', link: '/which-method' },
      { text: 'Lessons', link: '/lessons' },
      { text: 'Studies as files', link: '/studies' },
      { text: 'Read a report', link: '/read-a-report' },
      { text: 'Engines', link: '/engines' },
    ],
  },
  {
    text: 'Plugins',
    items: [
      { text: 'Write a strategy', link: '/write-a-strategy' },
      { text: 'Write a perturbation', link: '/write-a-perturbation' },
      { text: 'Write a backbone', link: '/write-a-backbone' },
      { text: 'Write a dataset', link: '/write-a-dataset' },
      { text: 'Write a task', link: '/write-a-task' },
    ],
  },
  { text: 'Results', items: [{ text: 'Overview', link: '/results/' }, ...titled('results')] },
];

export default defineConfig({
  title: 'codistill',
  description: 'Competitive distillation for TypeScript on TensorFlow.js',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: '/favicon.svg' }]],
  markdown: {
    config: (md) => {
      // v-pre: Vue must not read the braces of TeX as its own.
      const transformer = (html: string) => html.replace(/^(\s*<\w+)/, '$1 v-pre');
      md.use(katex, { throwOnError: true, transformer });
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/start' },
      { text: 'Methods', link: '/methods/' },
      { text: 'Results', link: '/results/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      '/': guide,
      '/methods/': [
        {
          text: 'Methods',
          items: [
            { text: 'Overview and notation', link: '/methods/' },
            { text: 'Which method?', link: '/which-method' },
          ],
        },
        ...methodGroups,
      ],
      '/api/': [
        {
          text: 'API',
          items: [{ text: 'Packages', link: '/api/' }, ...coreEntries, ...titled('api/@codistill')],
        },
      ],
    },
  },
});
