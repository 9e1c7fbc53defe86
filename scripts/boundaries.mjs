// Checks which packages import which, that no files import each other in a circle, and that
// restricted code is only in certain files. Prints every violation, and exits with 1 if there is
// one.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const plugins = [
  'strategies',
  'backbones',
  'perturbations',
  'optimizers',
  'datasets',
  'observers',
  'tasks',
];
/** Packages of plugins that work with other programs. */
const trackers = ['tracker-csv', 'tracker-mlflow', 'tracker-tensorboard'];
const forPrograms = ['launcher-slurm', ...trackers];
const onlyRuntimesAndApps = /^@tensorflow\/tfjs(?!-core$)/;

/**
 * For each package, the packages of ours that it may import. A package that is not listed may
 * import any.
 */
const ours = {
  core: [],
  nn: ['core'],
  ...Object.fromEntries(plugins.map((name) => [name, ['core', 'nn']])),
  methods: ['core', 'strategies', 'perturbations', 'optimizers'],
  'launcher-slurm': ['core'],
  ...Object.fromEntries(trackers.map((name) => [name, ['core', 'observers']])),
  plugins: ['core', 'methods', ...plugins, ...forPrograms],
  'runtime-cpu': ['core'],
  'runtime-wasm': ['core'],
  'runtime-tensorflow': ['core'],
  report: ['core'],
  weights: ['core', 'nn'],
  export: ['core', 'weights'],
  study: ['core', 'nn', 'node', 'observers', 'plugins', 'report', 'weights'],
  conformance: ['core', 'runtime-cpu'],
  node: ['core', 'runtime-cpu', 'runtime-wasm', 'runtime-tensorflow'],
  'create-plugin': [],
};
const mayUseNode = new Set([
  ...forPrograms,
  'node',
  'observers',
  'plugins',
  'report',
  'study',
  'runtime-cpu',
  'runtime-wasm',
  'runtime-tensorflow',
  'create-plugin',
  'conformance',
]);

/** The entries of packages that have more than one. */
const entries = /^\/(engine|installer|viewWorker)$/;
/**
 * These packages use only the main entry of core, which has everything that authors of plugins
 * need.
 */
const forAuthors = new Set(['nn', 'methods', ...plugins, ...forPrograms]);

/** Code that is allowed only in certain files. */
const owners = {
  'tf.tidy, tf.keep or dispose': {
    pattern: /\btf\.(tidy|keep|dispose)\(|\.dispose\(\)/,
    files: [
      /^packages\/core\/src\/(step\/gradient|step\/initState|step\/recompute|step\/state|step\/tensors|program\/|operations\/register|train\/openRun)/,
      /^packages\/(runtime-|conformance|node|study|export)/,
      /^apps\//,
    ],
  },
  'reading a tensor on the host': {
    pattern: /\.(dataSync|arraySync)\(/,
    files: [/^packages\/core\/src\/program\//, /^packages\/(runtime-|conformance)/, /^apps\/bench/],
  },
  // An array as long as the data has more elements than a call can have arguments.
  'a list spread into Math.max or Math.min': {
    pattern: /\bMath\.(max|min)\((?:[^()]|\([^()]*\))*?\.\.\./,
    files: [/^apps\/bench\//],
  },
  'Math.random or tf.random': {
    pattern: /\bMath\.random\(|\btf\.random/,
    files: [/^packages\/(create-plugin|node)\//, /^apps\/(codistill|bench)\//],
  },
};

const filesOf = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.tsx?$/.test(entry.name) &&
        !/\.test\.ts$|\.test-d\.ts$/.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/\/(dist|node_modules|testing|templates)\/|\/templates\.ts$/.test(file));

const violations = [];
/** For each file, the files of the same package that it imports, for values or types. */
const imports = new Map();
for (const kind of ['packages', 'apps']) {
  for (const name of readdirSync(path.join(root, kind))) {
    for (const file of filesOf(path.join(root, kind, name, 'src'))) {
      const where = path.relative(root, file);
      const source = readFileSync(file, 'utf8');
      // Examples in doc comments may do what only tests may.
      const code = source.replace(/^ *\/\*\*[\s\S]*?\*\//gm, '');
      const say = (what) => violations.push(`${where}: ${what}`);
      const near = [];
      imports.set(file, near);
      for (const [, specifier] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)) {
        if (specifier.startsWith('.')) near.push(path.resolve(path.dirname(file), specifier));
        const mine = /^@codistill\/([^/]+)(\/.*)?$/.exec(specifier);
        if (mine?.[2] && mine[2] !== '/package.json' && !entries.test(mine[2]))
          say(`deep import of ${specifier}`);
        if (specifier === '@codistill/core/engine' && kind === 'packages' && forAuthors.has(name))
          say(`${name} must import @codistill/core alone, as plugins of others do`);
        if (
          kind === 'packages' &&
          mine &&
          ours[name] &&
          !ours[name].includes(mine[1]) &&
          mine[1] !== name
        )
          say(`${name} must not import ${specifier}`);
        if (specifier.startsWith('node:') && kind === 'packages' && !mayUseNode.has(name))
          say(`${name} must not import ${specifier}`);
        if (
          onlyRuntimesAndApps.test(specifier) &&
          kind === 'packages' &&
          !name.startsWith('runtime-')
        )
          say(`only runtimes and apps import the engine ${specifier}`);
        if (specifier.startsWith('../../') && /^\.\.\/.*packages\//.test(specifier))
          say(`import across packages by path: ${specifier}`);
      }
      for (const [what, { pattern, files }] of Object.entries(owners))
        if (pattern.test(code) && !files.some((owner) => owner.test(where))) say(what);
    }
  }
}

/**
 * A circle reached by following imports from `file`, if there is one. `open` is the path so far.
 */
const seen = new Set();
function circleFrom(file, open = []) {
  if (open.includes(file)) return [...open.slice(open.indexOf(file)), file];
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const next of imports.get(file) ?? []) {
    const circle = circleFrom(next, [...open, file]);
    if (circle) return circle;
  }
  return undefined;
}
for (const file of imports.keys()) {
  const circle = circleFrom(file)?.map((one) => path.relative(root, one));
  if (circle) violations.push(`a circle of imports: ${circle.join(' -> ')}`);
}

if (violations.length > 0) {
  console.error(violations.join('\n'));
  process.exit(1);
}
console.log('Boundaries hold.');
