// Card notes: what only a person can say of a strategy, or of a method without a strategy of its
// name. A note is the file `<id in camel case>.card.md` beside the source.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { groups } from './groups.mjs';

const required = ['How it works', 'Defaults', 'Cost', 'When to use it'];
const optional = ['As a method', 'Differences from the source'];

/**
 * A card note as { group, sections }, where sections are the texts by heading.
 * Throws where the note has an unknown group, an unknown or a repeated heading, or lacks one.
 */
export function parseNote(text, file) {
  const wrong = (found) => new Error(`The card note ${file} ${found}.`);
  const [, group, body] = /^---\ngroup: (.+)\n---\n\n([\s\S]*)$/.exec(text) ?? [];
  if (!group) throw wrong('does not begin with "---", "group: NAME", "---" and an empty line');
  if (!groups.some(({ name }) => name === group))
    throw wrong(`has the group "${group}", which is none of ${listed(groups.map((g) => g.name))}`);
  const [before, ...parts] = body.split(/^## /m);
  if (before.trim() !== '') throw wrong(`has text before its first heading: "${before.trim()}"`);
  const sections = {};
  for (const part of parts) {
    const [heading] = part.split('\n', 1);
    const section = part.slice(heading.length).trim();
    if (![...required, ...optional].includes(heading))
      throw wrong(`has the heading "${heading}", which is none of ${listed(required, optional)}`);
    if (heading in sections) throw wrong(`has the heading "${heading}" twice`);
    if (section === '') throw wrong(`says nothing below "${heading}"`);
    sections[heading] = section;
  }
  for (const heading of required)
    if (!(heading in sections)) throw wrong(`lacks the heading "${heading}"`);
  return { group, sections };
}

const listed = (...lists) =>
  lists
    .flat()
    .map((name) => `"${name}"`)
    .join(', ');

/** Every card note in the sources of the packages, by the id of its strategy or method. */
export function readNotes(root) {
  const notes = new Map();
  const packages = path.join(root, 'packages');
  for (const name of readdirSync(packages)) {
    const source = path.join(packages, name, 'src');
    for (const file of filesBelow(source).filter((file) => file.endsWith('.card.md'))) {
      const id = idOf(path.basename(file, '.card.md'));
      const shown = path.relative(root, file);
      if (notes.has(id)) throw new Error(`The card note ${shown} is the second one of ${id}.`);
      notes.set(id, parseNote(readFileSync(file, 'utf8'), shown));
    }
  }
  return notes;
}

const idOf = (camelCase) => camelCase.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file));
