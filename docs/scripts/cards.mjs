// node docs/scripts/cards.mjs [--check]: writes a card for every strategy into docs/methods, from its doc comment, its options and notes.mjs; with --check, only says whether they are as they must be.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { notes } from './notes.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(path.join(root, 'package.json'));
const load = (name) => import(require.resolve(name));
const { pluginsOf } = await load('@codistill/core');
const { z } = await load('zod');
const plugins = pluginsOf(await load('@codistill/strategies'));
const strategies = plugins.filter(({ kind }) => kind === 'strategy');
const methods = plugins.filter(({ kind }) => kind === 'method');

const folder = path.join(root, 'packages/strategies/src');
const sources = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !/test|index|errors/.test(file))
  .map((file) => readFileSync(path.join(folder, file), 'utf8'));

/** The doc comment above the definition of a strategy, as Markdown: what is indented by four becomes a block. */
function comment(id) {
  const source = sources.find((text) => text.includes(`defineStrategy({\n  id: '${id}'`));
  if (!source) throw new Error(`No source defines the strategy ${id}.`);
  const before = source.slice(0, source.indexOf(`defineStrategy({\n  id: '${id}'`));
  const text = before.slice(before.lastIndexOf('/**') + 3, before.lastIndexOf('*/'));
  return text
    .split('\n')
    .map((line) => line.replace(/^ ?\* ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/@throws /g, '\n\n*Fails* ')
    .split('\n')
    .map((line) => (line.startsWith('    ') ? line : line.replace(/</g, '&lt;').replace(/\{\{/g, '{ {')))
    .join('\n');
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ').replace(/</g, '&lt;').replace(/\{\{/g, '{ {');
function options(schema) {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties).map(
    ([name, value]) =>
      `| \`${name}\` | ${cell(value.default === undefined ? '' : `\`${JSON.stringify(value.default)}\``)} | ${cell(value.description ?? '')} |`,
  );
  return rows.length === 0 ? 'None.' : `| option | default | what |\n|---|---|---|\n${rows.join('\n')}`;
}
const variants = (plugin) =>
  Object.entries(plugin.variants ?? {})
    .map(
      ([name, given]) =>
        `- \`${name}\`: ${Object.entries(given)
          .map(([key, value]) => `\`${key}\` ${JSON.stringify(value)}`)
          .join(', ')}`,
    )
    .join('\n');

function card(strategy) {
  const [defaults, cost, not] =
    notes[strategy.id] ??
    (() => {
      throw new Error(`docs/scripts/notes.mjs says nothing of the strategy ${strategy.id}.`);
    })();
  const arms = methods
    .filter(({ id }) => id === strategy.id || id.startsWith(`${strategy.id}-`))
    .map(({ id, about }) => `- \`${id}\`: ${cell(about)}`);
  return [
    `# ${strategy.id}`,
    strategy.about,
    `**Source.** ${cell(strategy.source ?? 'Ours.')}`,
    `## Formula, source, where we differ\n\n${comment(strategy.id)}`,
    `## Options\n\n${options(strategy.options)}`,
    ...(variants(strategy) ? [`Variants, usable wherever the name is:\n\n${variants(strategy)}`] : []),
    ...(arms.length > 0 ? [`## Methods that use it\n\n${arms.join('\n')}`] : []),
    `## Whose the defaults are\n\n${defaults}`,
    `## What it costs\n\n${cost}`,
    `## When not to use it\n\n${not}`,
    `\`codistill explain ${methods.some(({ id }) => id === strategy.id) ? strategy.id : arms.length > 0 ? methods.find(({ id }) => id.startsWith(strategy.id)).id : strategy.id}\` prints its edges with their weights.`,
  ]
    .join('\n\n')
    .concat('\n');
}

const pages = new Map(strategies.map((strategy) => [`${strategy.id}.md`, card(strategy)]));
const others = methods.filter(({ id }) => !pages.has(`${id}.md`));
pages.set(
  'index.md',
  `# Methods\n\nA card for each strategy: idea, formula, source, options, where we differ, what it costs, when not to use it. Written by \`node docs/scripts/cards.mjs\` from the sources.\n\n| strategy | what | source |\n|---|---|---|\n${strategies.map((s) => `| [${s.id}](${s.id}.md) | ${cell(s.about)} | ${cell(s.source ?? 'ours')} |`).join('\n')}\n\nMethods without a strategy of their own name:\n\n| method | what | source |\n|---|---|---|\n${others.map((m) => `| \`${m.id}\` | ${cell(m.about)} | ${cell(m.source ?? 'ours')} |`).join('\n')}\n`,
);

const target = path.join(root, 'docs/methods');
const present = readdirSync(target).filter((file) => file.endsWith('.md'));
if (process.argv.includes('--check')) {
  const wrong = [
    ...present.filter((file) => !pages.has(file)),
    ...[...pages].filter(([file, text]) => !present.includes(file) || readFileSync(path.join(target, file), 'utf8') !== text).map(([file]) => file),
  ];
  if (wrong.length > 0) {
    console.error(`Not as docs/scripts/cards.mjs writes them: ${wrong.join(', ')}. Run it without --check.`);
    process.exit(1);
  }
} else {
  for (const file of present) rmSync(path.join(target, file));
  for (const [file, text] of pages) writeFileSync(path.join(target, file), text);
  console.log(`${pages.size} pages.`);
}
