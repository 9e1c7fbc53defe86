// A local registry of npm packages, which runs as long as a script.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

// The newest version that runs on Node 20. Its dependency node-fetch@cjs resolves to version 2.
const verdaccio = {
  private: true,
  dependencies: { verdaccio: '6.8.0' },
  overrides: { 'node-fetch': '2.7.0' },
};

/** Serves our packages only from here, and everything else from npm's registry. */
const configOf = (upstream) => `storage: ./storage
auth:
  htpasswd:
    file: ./htpasswd
    algorithm: bcrypt
    rounds: 4
uplinks:
  npm:
    url: ${upstream}
    timeout: 60s
    max_fails: 10
packages:
  '@codistill/*':
    access: $all
    publish: $authenticated
  codistill:
    access: $all
    publish: $authenticated
  '**':
    access: $all
    proxy: npm
log: { type: stdout, format: json, level: warn }
`;

/**
 * Installs verdaccio into `folder` and starts it. Returns its address, an .npmrc that may publish
 * to it, and `stop`.
 */
export async function startRegistry(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(verdaccio));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  writeFileSync(path.join(folder, 'config.yaml'), configOf(upstream));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const log = path.join(folder, 'log');
  const bin = path.join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  const words = ['--config', path.join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder,
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
  });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  const stop = () => {
    child.kill();
    return ended;
  };
  try {
    await answers(url, child);
    const userconfig = path.join(folder, 'npmrc');
    writeFileSync(
      userconfig,
      `registry=${url}\n//127.0.0.1:${port}/:_authToken=${await tokenOf(url)}\n`,
    );
    return { url, userconfig, stop };
  } catch (error) {
    await stop();
    throw new Error(`The registry did not start: ${error.message}\n${readFileSync(log, 'utf8')}`);
  }
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function answers(url, child) {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(`${url}-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('it did not answer in two minutes');
}

/** Creates a user who may publish. */
async function tokenOf(url) {
  const user = { name: 'release', password: crypto.randomUUID(), email: 'release@localhost' };
  const answer = await fetch(`${url}-/user/org.couchdb.user:release`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...user, type: 'user', roles: [], date: new Date().toISOString() }),
  });
  const { token, error } = await answer.json();
  if (!token) throw new Error(`it gave no token: ${error ?? answer.status}`);
  return token;
}
