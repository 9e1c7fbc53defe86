import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadPackage } from '../engine/loadPackage.ts';
import { findPackage } from '../engine/packages.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { addonFile, cacheFolder, librariesFolder, sweep } from './cache.ts';
import { findCompiler } from './compile.ts';
import { install } from './install.ts';
import { status } from './status.ts';

const installer = fileURLToPath(new URL('../../dist/installer.js', import.meta.url));

describeWithEngine('the installer', () => {
  let root: string;
  let cache: string;
  let addon: string;
  const version = findPackage('cpu')?.version ?? '';
  // Uses only the libraries of this machine, because the test is about how the addon gets into the
  // cache.
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'codistill-install-'));
    cache = cacheFolder({ CODISTILL_CACHE: root });
    mkdirSync(cache);
    symlinkSync(librariesFolder('cpu'), librariesFolder('cpu', cache));
    addon = addonFile('cpu', version, cache);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  const leftovers = () => readdirSync(cache).filter((name) => name.startsWith('tmp-'));

  it('leaves nothing half done when it is killed, and goes on when it is called again', async () => {
    expect(
      existsSync(installer),
      'build this package first: pnpm --filter @codistill/runtime-tensorflow build',
    ).toBe(true);
    const child = spawn(process.execPath, [installer, 'install'], {
      env: { ...process.env, CODISTILL_CACHE: root },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
    });
    const compiling = new Promise<'compiling'>((resolve) => {
      let text = '';
      child.stdout.on('data', (more) => {
        text += String(more);
        if (text.includes('Compiling')) resolve('compiling');
      });
    });
    expect(await Promise.race([compiling, exit])).toBe('compiling');
    while (leftovers().length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await exit;
    expect(existsSync(addon)).toBe(false);
    expect(leftovers()).toHaveLength(1);

    const lines: string[] = [];
    const [done, other] = await Promise.all([
      install('cpu', (line) => lines.push(line), cache),
      install('cpu', () => {}, cache),
    ]);
    expect(done).toMatchObject({ kind: 'cpu', changed: true, addon, gpu: false });
    expect(other.addon).toBe(addon);
    expect(lines.join('\n')).toContain('Checked by a gradient');
    expect(leftovers()).toEqual([]);

    const again = execFileSync(process.execPath, [installer, 'install', '--json'], {
      env: { ...process.env, CODISTILL_CACHE: root },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(again.toString())).toMatchObject({ changed: false, addon });
    const { engines } = await status(cache);
    expect(engines.find(({ kind }) => kind === 'cpu')).toMatchObject({
      addon,
      source: 'installed',
      checked: { tensorflow: '2.21.0', gpu: false },
    });
  });

  it('names what is missing', async () => {
    const before = process.env['CXX'];
    process.env['CXX'] = '/nowhere/g++';
    try {
      await expect(install('cpu', () => {}, cache)).rejects.toThrow(
        'No C++ compiler was found (/nowhere/g++)',
      );
    } finally {
      if (before === undefined) delete process.env['CXX'];
      else process.env['CXX'] = before;
    }
    await expect(findCompiler({ CXX: '/nowhere/g++' })).rejects.toThrow('CXX=');
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    await expect(install('cpu', () => {}, path.join(file, 'cache'))).rejects.toThrow(
      'cache cannot be written',
    );
  });

  // A separate disk with a given amount of free space. It needs a namespace in which this user may
  // mount.
  const onDisk = (size: string, then: string) =>
    spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${size} none "$CACHE" && ${then}`],
      {
        env: {
          ...process.env,
          CODISTILL_CACHE: root,
          CACHE: cache,
          LIBRARIES: librariesFolder('cpu'),
          NODE: process.execPath,
          INSTALLER: installer,
        },
      },
    );
  const mounts = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;
  const noMounts = 'this system lets no user mount a disk';
  it('says that the disk is too small before it fetches anything', ({ skip }) => {
    skip(!mounts, noMounts);
    const { status, stderr } = onDisk('8m', '"$NODE" "$INSTALLER" install');
    expect(String(stderr)).toMatch(
      /libtensorflow has [\d.]+ .?B free, and the installation needs [\d.]+ GB\. Free some space, or choose another disk/,
    );
    expect(status).not.toBe(0);
  });
  it('says that the disk is full, and leaves nothing, where it fills while the addon is compiled', ({
    skip,
  }) => {
    skip(!mounts, noMounts);
    const { status, stderr, stdout } = onDisk(
      '100k',
      'ln -s "$LIBRARIES" "$CACHE" && { "$NODE" "$INSTALLER" install > /dev/null; code=$?; ls "$CACHE"; exit $code; }',
    );
    expect(String(stderr)).toMatch(
      /The disk of .* is full\. Free some space, or choose another disk/,
    );
    expect(String(stdout).trim().split(/\s+/)).toEqual([path.basename(librariesFolder('cpu'))]);
    expect(status).not.toBe(0);
  });

  it('sweeps up after dead processes alone', async () => {
    const dead = path.join(cache, `tmp-${os.hostname()}-999999999-aa`);
    const living = path.join(cache, `tmp-${os.hostname()}-${process.pid}-bb`);
    mkdirSync(dead);
    mkdirSync(living);
    await sweep(cache);
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  });

  it('loads where Node has no util.isArray and its like, and changes no file of the package', () => {
    const found = findPackage('cpu')!;
    const source = path.join(found.folder, 'dist', 'index.js');
    const before = readFileSync(source);
    const script = `for (const name of ['isNullOrUndefined', 'isArray', 'isString', 'isObject', 'isFunction']) delete require('util')[name];
      const tf = (${loadPackage.toString()})(require('module').createRequire(process.argv[1]), ${JSON.stringify(found.name)}, process.argv[2]);
      console.log('sum', tf.sum(tf.concat([tf.ones([3]), tf.ones([2])])).dataSync()[0]);`;
    const output = execFileSync(
      process.execPath,
      [
        '-e',
        script,
        '--',
        createRequire(import.meta.url).resolve(`${found.name}/package.json`),
        addonFile('cpu', version),
      ],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    expect(output.toString()).toContain('sum 5');
    expect(readFileSync(source).equals(before)).toBe(true);
  });
});

it('the cache is one folder for all projects, and can be moved', () => {
  expect(cacheFolder({ CODISTILL_CACHE: '/a' })).toBe('/a/libtensorflow');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/codistill/libtensorflow');
  expect(cacheFolder({})).toBe(path.join(os.homedir(), '.cache/codistill/libtensorflow'));
});
