// node docs/scripts/cards.mjs [--check]: writes docs/methods, a page for every strategy and for
// every method of another name, from options, sources and card notes; with --check, only says
// whether the pages are up to date. It loads the built packages.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { methodPage, strategyPage } from './cards/card.mjs';
import { readNotes } from './cards/notes.mjs';
import { overview } from './cards/overview.mjs';
import { methodsAlone, root, strategies } from './cards/plugins.mjs';

const notes = readNotes(root);
const cards = [...strategies, ...methodsAlone]
  .map((plugin) => ({ plugin, note: noteOf(plugin) }))
  .sort((a, b) => (a.plugin.id < b.plugin.id ? -1 : 1));
for (const id of notes.keys())
  if (!cards.some(({ plugin }) => plugin.id === id))
    throw new Error(
      `A card note is named after ${id}, which is no strategy or method with a page.`,
    );

function noteOf({ kind, id }) {
  const note = notes.get(id);
  if (!note) throw new Error(`No card note stands beside the source of the ${kind} ${id}.`);
  return note;
}

const pages = new Map([
  ...cards.map(({ plugin, note }) => [
    `${plugin.id}.md`,
    (plugin.kind === 'strategy' ? strategyPage : methodPage)(plugin, note),
  ]),
  ['index.md', overview(cards)],
]);

const target = path.join(root, 'docs/methods');
const present = readdirSync(target).filter((file) => file.endsWith('.md'));
if (process.argv.includes('--check')) {
  const isCurrent = ([file, text]) =>
    present.includes(file) && readFileSync(path.join(target, file), 'utf8') === text;
  const wrong = [
    ...present.filter((file) => !pages.has(file)),
    ...[...pages].filter((entry) => !isCurrent(entry)).map(([file]) => file),
  ];
  if (wrong.length > 0) {
    console.error(
      `Out of date: ${wrong.join(', ')}. Run "node docs/scripts/cards.mjs" without --check.`,
    );
    process.exit(1);
  }
} else {
  for (const file of present) rmSync(path.join(target, file));
  for (const [file, text] of pages) writeFileSync(path.join(target, file), text);
  console.log(`${pages.size} pages.`);
}
