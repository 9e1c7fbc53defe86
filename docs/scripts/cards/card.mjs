// The page of a strategy, with the method of its name, or of a method alone.
import { fieldsSet } from './fields.mjs';
import { cell, escaped, linked } from './markdown.mjs';
import { optionsTable, variantsList } from './options.mjs';
import { methods, strategyOf } from './plugins.mjs';

const page = (...parts) =>
  parts
    .filter((part) => part !== undefined)
    .join('\n\n')
    .concat('\n');

const opening = ({ id, about, source }) =>
  `# ${id}\n\n${escaped(about)}\n\n**Source.** ${linked(source ?? 'Ours')}.`;

const section = (sections, heading) => sections[heading] && `## ${heading}\n\n${sections[heading]}`;

const closing = (sections, id) => [
  section(sections, 'Differences from the source'),
  section(sections, 'Defaults')?.replace('## Defaults', '## Where the defaults come from'),
  section(sections, 'Cost'),
  section(sections, 'When to use it'),
  `\`codistill explain ${id}\` prints the edges of this method with their weights.`,
];

/** The page of a strategy. Throws where its note has no formula in TeX. */
export function strategyPage(strategy, { sections }) {
  const { id } = strategy;
  if (!sections['How it works'].includes('$$'))
    throw new Error(`The card note of ${id} has no formula in TeX below "How it works".`);
  const users = methods.filter((method) => strategyOf(method) === strategy);
  const same = users.find((method) => method.id === id);
  const others = users
    .filter((method) => method !== same)
    .map((method) => `- [\`${method.id}\`](${method.id}.md): ${cell(method.about)}`);
  return page(
    opening(strategy),
    section(sections, 'How it works'),
    `## Options\n\n${optionsTable(strategy) ?? 'None.'}`,
    variantsList(strategy),
    ...(same ? asMethod(same, strategy, sections) : []),
    others.length > 0 ? `## Other methods that use it\n\n${others.join('\n')}` : undefined,
    ...closing(sections, id),
  );
}

/** What the method of a strategy's name adds to it. */
function asMethod(method, strategy, sections) {
  const own = optionsTable(method, strategy);
  const text = sections['As a method'];
  const sameVariants = JSON.stringify(method.variants) === JSON.stringify(strategy.variants);
  const variants = sameVariants ? undefined : variantsList(method);
  return [
    `## As a method\n\n${text ?? 'The method trains the networks of the base experiment.'}`,
    fieldsSet(method),
    own && `Options that the strategy does not have, or has with another default:\n\n${own}`,
    variants,
  ];
}

/** The page of a method without a strategy of its name. */
export function methodPage(method, { sections }) {
  const strategy = strategyOf(method);
  return page(
    opening(method),
    section(sections, 'How it works'),
    `Its strategy is [\`${strategy.id}\`](${strategy.id}.md); that page has the formula.`,
    fieldsSet(method),
    `## Options\n\n${optionsTable(method) ?? 'None.'}`,
    variantsList(method),
    ...closing(sections, method.id),
  );
}
