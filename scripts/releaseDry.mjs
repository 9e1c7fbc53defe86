// A release into a local registry: starts a registry, publishes every package to it, installs
// `codistill` and three single packages from it into empty folders with npm and with pnpm, and runs
// them. Exits with 1 if a step fails. The registry is stopped in any case.
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startRegistry } from './release/registry.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const execute = promisify(execFile);
const work = mkdtempSync(path.join(tmpdir(), 'codistill-release-'));
const manifestOf = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
const { packageManager } = manifestOf(root);
/** Packages that are installed alone, to run the example of their README. */
const single = ['@codistill/datasets', '@codistill/strategies', '@codistill/methods'];

/** The output of a program. If it fails, the error contains the output of both streams. */
async function run(cwd, env, program, ...words) {
  try {
    const all = { cwd, env: { ...cleanEnvironment(), ...env }, maxBuffer: 2 ** 26 };
    const running = execute(program, words, all);
    running.child.stdin.end();
    return (await running).stdout;
  } catch (error) {
    throw new Error(
      `${program} ${words.join(' ')} failed in ${cwd}: ${error.message.slice(0, 300)}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`,
    );
  }
}
/** The environment without the variables that npm and pnpm set for this repository. */
const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^npm_(package|lifecycle|command)|^npm_config_(registry|userconfig|.*prefix|filter|recursive|workspace.*|frozen.*|dir)$|^(INIT_CWD|PNPM_SCRIPT_SRC_DIR)$/i.test(
          name,
        ),
    ),
  );
const pnpm = (cwd, env, ...words) => run(cwd, env, 'npx', '--yes', packageManager, ...words);
function check(holds, message) {
  if (!holds) throw new Error(message);
}

/** All published packages, by folder. */
const published = ['packages', 'apps']
  .flatMap((kind) => readdirSync(path.join(root, kind)).map((name) => path.join(root, kind, name)))
  .map((folder) => manifestOf(folder))
  .filter((manifest) => !manifest.private);

/** Publishes packages in dependency order, and reads back what arrived. */
async function publish(registry) {
  const env = { NPM_CONFIG_USERCONFIG: registry.userconfig };
  await pnpm(root, env, '--recursive', 'publish', '--no-git-checks', '--registry', registry.url);
  for (const { name, version } of published) {
    const answer = await fetch(`${registry.url}${name.replace('/', '%2f')}`);
    check(answer.ok, `${name} did not arrive: ${answer.status}`);
    const { versions, 'dist-tags': tags } = await answer.json();
    check(tags.latest === version, `${name}: latest is ${tags.latest}, not ${version}`);
    const { dependencies = {}, peerDependencies = {} } = versions[version];
    for (const [other, range] of Object.entries({ ...dependencies, ...peerDependencies }))
      check(!/^(workspace|catalog|link|file):/.test(range), `${name} asks for ${other} ${range}`);
  }
  console.log(`Published ${published.length} packages.`);
}

/**
 * Installs packages into an empty folder and returns it. Caches are new, because old ones may be
 * stale.
 */
async function install(by, registry, name, packages = [name]) {
  const folder = path.join(work, `${by}-${name.replace(/\W/g, '-')}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(path.join(folder, '.npmrc'), `registry=${registry.url}\n`);
  const cache = ['--cache', path.join(work, 'npm-cache')];
  const store = ['--store-dir', path.join(work, 'store'), '--cache-dir', path.join(work, 'cache')];
  if (by === 'npm')
    await run(folder, {}, 'npm', 'install', '--no-audit', '--no-fund', ...cache, ...packages);
  else await pnpm(folder, {}, 'add', ...store, ...packages);
  return folder;
}

/** Checks that the command prints its version, and trains a comparison up to its report. */
async function runCommand(folder, version) {
  const command = path.join(folder, 'node_modules', '.bin', 'codistill');
  const said = (await run(folder, {}, command, '--version')).trim();
  check(said === version, `codistill --version says ${said}, not ${version}`);
  const methods = ['independent', 'competitive'];
  const networks = 'small-conv:width=4,small-conv:width=4';
  const study = `--methods ${methods} --networks ${networks} --seeds 1, --epochs 1 --examples 200`;
  const compare = `compare --dataset digits ${study} --runtime wasm --out out`;
  await run(folder, {}, command, ...compare.split(' '));
  const report = JSON.parse(readFileSync(path.join(folder, 'out', 'report.json'), 'utf8'));
  check(
    methods.every((id) => report.methods.some((method) => method.id === id)),
    `The report has the methods ${report.methods.map(({ id }) => id).join()}`,
  );
  check(existsSync(path.join(folder, 'out', 'report.html')), 'There is no report.html');
}

const readmeIn = (folder) => readFileSync(path.join(folder, 'README.md'), 'utf8');

/** The packages that the README of a package installs. */
const packagesOf = (name) =>
  /^npm install (.*)$/m
    .exec(readmeIn(path.join(root, name.replace('@codistill', 'packages'))))[1]
    .split(' ');

/** Checks that the first example of a package's README prints something. */
async function runExample(folder, name) {
  const readme = readmeIn(path.join(folder, 'node_modules', name));
  writeFileSync(path.join(folder, 'example.js'), /```ts\n(.*?)```/s.exec(readme)[1]);
  const said = await run(folder, {}, process.execPath, 'example.js');
  check(said !== '', `The example of ${name} is silent`);
}

const removeWork = () =>
  rmSync(work, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

let registry;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await registry?.stop();
    removeWork();
    process.exit(1);
  });
try {
  registry = await startRegistry(path.join(work, 'registry'));
  await publish(registry);
  const { version } = published.find(({ name }) => name === 'codistill');
  for (const by of ['npm', 'pnpm']) {
    await runCommand(await install(by, registry, 'codistill'), version);
    console.log(`codistill ${version} runs, installed by ${by}.`);
    for (const name of single) {
      const folder = await install(by, registry, name, packagesOf(name));
      await runExample(folder, name);
      console.log(`${name} runs alone, installed by ${by}.`);
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await registry?.stop();
  removeWork();
}
