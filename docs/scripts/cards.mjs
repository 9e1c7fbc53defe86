// node docs/scripts/cards.mjs [--check]: writes a card for every strategy, and every method of
// another name, into docs/methods, from its doc comment, its options and notes.mjs; with --check,
// only says whether they are as they must be.
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
const sources = ['', 'methods'].flatMap((part) =>
  readdirSync(path.join(folder, part))
    .filter((file) => file.endsWith('.ts') && !/test|index|errors/.test(file))
    .map((file) => readFileSync(path.join(folder, part, file), 'utf8')),
);

/**
 * Text as Markdown that neither HTML nor Vue reads as its own, but for what stands in backquotes,
 * which they leave alone.
 */
const escaped = (text) =>
  text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') ? part : part.replace(/</g, '&lt;').replace(/\{\{/g, '{ {'),
    )
    .join('');

/**
 * The doc comment above the definition of a plugin, as Markdown: what is indented by four becomes a
 * block.
 */
function comment({ kind, id }) {
  const definition = `${{ strategy: 'defineStrategy', method: 'defineMethod' }[kind]}({\n  id: '${id}'`;
  const source = sources.find((text) => text.includes(definition));
  if (!source) throw new Error(`No source defines the ${kind} ${id}.`);
  const before = source.slice(0, source.indexOf(definition));
  const text = before.slice(before.lastIndexOf('/**') + 3, before.lastIndexOf('*/'));
  return text
    .split('\n')
    .map((line) => line.replace(/^ ?\* ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/\s*@throws /g, '\n\n*Fails* ')
    .split('\n')
    .map((line) => (line.startsWith('    ') ? line : escaped(line)))
    .join('\n');
}

const cell = (text) => escaped(String(text).replaceAll('|', '\\|').replaceAll('\n', ' '));
const propertiesOf = ({ options }) =>
  z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }).properties ?? {};
/** A table of the options of a plugin; of those that `other` has with the same default, nothing. */
function options(plugin, other) {
  const known = other ? propertiesOf(other) : {};
  const isNew = ([name, value]) =>
    !(name in known) || JSON.stringify(known[name].default) !== JSON.stringify(value.default);
  const rows = Object.entries(propertiesOf(plugin))
    .filter(isNew)
    .map(
      ([name, value]) =>
        `| \`${name}\` | ${cell(value.default === undefined ? '' : `\`${JSON.stringify(value.default)}\``)} | ${cell(value.description ?? '')} |`,
    );
  return rows.length === 0
    ? undefined
    : `| option | default | what |\n|---|---|---|\n${rows.join('\n')}`;
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

const named = (use) => (typeof use === 'string' ? use : use.use);
const base = {
  dataset: 'digits',
  networks: { a: { backbone: 'small-conv' }, b: { backbone: 'small-conv' } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 1,
  batchSize: 64,
  seed: 0,
};
/** The strategy of a method's arm. */
const strategyOf = (method) =>
  strategies.find(({ id }) => id === named(method().arm(base).strategy));
/** What the base experiments that tell set fields apart say; they differ in every field. */
const explicit = [
  {
    ...base,
    augment: ['shift'],
    views: 'shared',
    shards: 'shared',
    order: 'shuffled',
    update: 'simultaneous',
    perturb: { when: 'always', pool: ['flip'] },
  },
  {
    ...base,
    augment: [],
    views: 'own',
    shards: 'own',
    order: 'identities',
    update: 'alternating',
    perturb: { when: 'always', pool: ['shift'] },
    epochs: 2,
    learningRate: 'constant',
  },
];
const text = (value) => JSON.stringify(value) ?? '';
const inBackquotes = (names) => {
  const list = names.map((name) => `\`${name}\``);
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
};
/** Which fields of an experiment a method sets, seen by what becomes of explicit bases. */
function sets(method) {
  const own = ['strategy', 'perturb', 'update'];
  const arms = explicit.map((from) => [from, method().arm(from)]);
  const others = Object.keys(explicit[0]).filter(
    (field) =>
      !own.includes(field) && arms.some(([from, arm]) => text(from[field]) !== text(arm[field])),
  );
  const given = ['perturb', 'update'].filter((field) => field in arms[0][1]);
  const left = ['perturb', 'update'].filter((field) => !given.includes(field));
  const without =
    left.length === 0
      ? ''
      : ` ${inBackquotes(left)} of the base, which ${left.length === 1 ? 'belongs' : 'belong'} to the base's own strategy, ${left.length === 1 ? 'is' : 'are'} left out.`;
  return `Of an experiment it sets ${inBackquotes(['strategy', ...given, ...others])}.${without} All else stays as the base has it.`;
}
const hasPage = (method) => !strategies.some(({ id }) => id === method.id);

/** What only a person can say: whose the defaults are, what it costs, when not to use it. */
function told({ kind, id }) {
  const note = notes[id];
  if (!note) throw new Error(`docs/scripts/notes.mjs says nothing of the ${kind} ${id}.`);
  const [defaults, cost, not] = note;
  return [
    `## Whose the defaults are\n\n${defaults}`,
    `## What it costs\n\n${cost}`,
    `## When not to use it\n\n${not}`,
  ];
}
const explained = (id) => `\`codistill explain ${id}\` prints its edges with their weights.`;
const page = (parts) =>
  parts
    .filter((part) => part !== undefined)
    .join('\n\n')
    .concat('\n');
const variantsOf = (plugin) =>
  variants(plugin) ? `Variants, usable wherever the name is:\n\n${variants(plugin)}` : undefined;

function card(strategy) {
  const arms = methods.filter((method) => strategyOf(method) === strategy);
  const same = arms.find(({ id }) => id === strategy.id);
  const others = arms
    .filter((method) => method !== same)
    .map(({ id, about }) => `- [\`${id}\`](${id}.md): ${cell(about)}`);
  const own = same && options(same, strategy);
  const ownVariants =
    same && JSON.stringify(same.variants) !== JSON.stringify(strategy.variants)
      ? variantsOf(same)
      : undefined;
  return page([
    `# ${strategy.id}`,
    strategy.about,
    `**Source.** ${cell(strategy.source ?? 'Ours.')}`,
    `## Formula, source, where we differ\n\n${comment(strategy)}`,
    `## Options\n\n${options(strategy) ?? 'None.'}`,
    variantsOf(strategy),
    same && `## As a method\n\n${comment(same)}\n\n${sets(same)}`,
    own && `Options besides the strategy's, or with another default:\n\n${own}`,
    ownVariants,
    others.length > 0 ? `## Other methods that use it\n\n${others.join('\n')}` : undefined,
    ...told(strategy),
    explained(strategy.id),
  ]);
}

/** The page of a method without a strategy of its name. */
function methodCard(method) {
  const strategy = strategyOf(method);
  return page([
    `# ${method.id}`,
    method.about,
    `**Source.** ${cell(method.source ?? 'Ours.')}`,
    `## What its arm is, source, where we differ\n\n${comment(method)}`,
    `Its strategy is [\`${strategy.id}\`](${strategy.id}.md), where the formula is.`,
    sets(method),
    `## Options\n\n${options(method) ?? 'None.'}`,
    variantsOf(method),
    ...told(method),
    explained(method.id),
  ]);
}

const others = methods.filter(hasPage);
const rows = (plugins) =>
  plugins
    .map((p) => `| [${p.id}](${p.id}.md) | ${cell(p.about)} | ${cell(p.source ?? 'ours')} |`)
    .join('\n');
const pages = new Map([
  ...strategies.map((strategy) => [`${strategy.id}.md`, card(strategy)]),
  ...others.map((method) => [`${method.id}.md`, methodCard(method)]),
  [
    'index.md',
    `# Methods\n\nA card for each: idea, formula, source, options, where we differ, what it costs, when not to use it. Written by \`node docs/scripts/cards.mjs\` from the sources.\n\n| strategy | what | source |\n|---|---|---|\n${rows(strategies)}\n\nMethods without a strategy of their own name:\n\n| method | what | source |\n|---|---|---|\n${rows(others)}\n`,
  ],
]);

const target = path.join(root, 'docs/methods');
const present = readdirSync(target).filter((file) => file.endsWith('.md'));
if (process.argv.includes('--check')) {
  const wrong = [
    ...present.filter((file) => !pages.has(file)),
    ...[...pages]
      .filter(
        ([file, text]) =>
          !present.includes(file) || readFileSync(path.join(target, file), 'utf8') !== text,
      )
      .map(([file]) => file),
  ];
  if (wrong.length > 0) {
    console.error(
      `Not as docs/scripts/cards.mjs writes them: ${wrong.join(', ')}. Run it without --check.`,
    );
    process.exit(1);
  }
} else {
  for (const file of present) rmSync(path.join(target, file));
  for (const [file, text] of pages) writeFileSync(path.join(target, file), text);
  console.log(`${pages.size} pages.`);
}
