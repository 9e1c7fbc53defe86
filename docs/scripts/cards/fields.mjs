// Which fields of an experiment a method sets, seen by what becomes of bases that set every field.
import { base } from './plugins.mjs';

/** Two bases that differ in every field that a method might set. */
const bases = [
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
const ofStrategy = ['perturb', 'update'];

/** In words, which fields of an experiment a method sets, and which it drops. */
export function fieldsSet(method) {
  const arms = bases.map((from) => [from, method().arm(from)]);
  const changed = Object.keys(bases[0]).filter(
    (field) =>
      !['strategy', ...ofStrategy].includes(field) &&
      arms.some(([from, arm]) => text(from[field]) !== text(arm[field])),
  );
  const given = ofStrategy.filter((field) => field in arms[0][1]);
  const dropped = ofStrategy.filter((field) => !given.includes(field));
  const drops =
    dropped.length === 0
      ? ''
      : ` It drops ${listed(dropped)}, which ${dropped.length === 1 ? 'belongs' : 'belong'} to the strategy of the base experiment.`;
  return `The method sets ${listed(['strategy', ...given, ...changed])} of the experiment.${drops} All other fields keep the values of the base experiment.`;
}

const listed = (names) => new Intl.ListFormat('en').format(names.map((name) => `\`${name}\``));
