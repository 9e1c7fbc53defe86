import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFailed, isFull, noNetwork, noSpaceLeft, wrongChecksum } from '../errors.ts';
import { withTemporary } from './cache.ts';
import { type Pin, wheelPlatforms } from './pins.ts';
import { quiet } from './python.ts';

/**
 * The path of the wheel of `pin` in `cache`/downloads. A wheel with the right checksum is not
 * downloaded again. pip downloads it, so the user's index, proxy and mirrors apply.
 */
export async function fetchWheel(
  python: string,
  pin: Pin,
  cache: string,
): Promise<{ readonly file: string; readonly fetched: boolean }> {
  const folder = path.join(cache, 'downloads');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${pin.project}-${pin.version}-${pin.sha256.slice(0, 12)}.whl`);
  if (existsSync(file)) {
    if ((await sha256(file)) === pin.sha256) return { file, fetched: false };
    await rm(file);
  }
  await withTemporary(cache, async (temporary) => {
    const requirements = path.join(temporary, 'requirements.txt');
    await writeFile(requirements, `${pin.project}==${pin.version} --hash=sha256:${pin.sha256}\n`);
    const args = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--no-cache-dir',
      '--disable-pip-version-check',
      '--only-binary=:all:',
    ];
    const target = [
      '--python-version',
      '3.11',
      '--implementation',
      'cp',
      '--abi',
      'cp311',
      '--abi',
      'none',
      '--abi',
      'abi3',
    ];
    const platforms = wheelPlatforms.flatMap((platform) => ['--platform', platform]);
    const done = await quiet(python, [
      ...args,
      ...target,
      ...platforms,
      '--require-hashes',
      '--dest',
      temporary,
      '-r',
      requirements,
    ]);
    if (done?.exitCode !== 0)
      throw explain(pin, `${done?.stdout ?? ''}\n${done?.stderr ?? 'python did not start'}`, cache);
    const wheel = (await readdir(temporary)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw downloadFailed(pin, 'pip left no wheel');
    await rename(path.join(temporary, wheel), file);
  });
  return { file, fetched: true };
}

/**
 * Extracts the files of `pin.take` from its wheel to `to`. zipfile verifies the checksum of every
 * file.
 */
export async function unpackWheel(
  python: string,
  wheel: string,
  pin: Pin,
  to: string,
): Promise<void> {
  const script = [
    'import sys, zipfile, fnmatch, os, shutil',
    'archive, to, patterns = sys.argv[1], sys.argv[2], sys.argv[3:]',
    'with zipfile.ZipFile(archive) as z:',
    '  for info in z.infolist():',
    '    if info.is_dir() or not any(fnmatch.fnmatchcase(info.filename, p) for p in patterns): continue',
    '    path = os.path.join(to, info.filename)',
    '    os.makedirs(os.path.dirname(path), exist_ok=True)',
    "    with z.open(info) as source, open(path, 'wb') as target: shutil.copyfileobj(source, target, 1 << 20)",
    '    os.chmod(path, 0o755 if (info.external_attr >> 16) & 0o100 else 0o644)',
  ].join('\n');
  const done = await quiet(python, ['-c', script, wheel, to, ...pin.take]);
  if (done?.exitCode !== 0) throw explain(pin, done?.stderr ?? 'python did not start', to);
}

function explain(pin: Pin, output: string, folder: string): Error {
  if (isFull(output)) return noSpaceLeft(folder);
  if (/DO NOT MATCH THE HASHES|hash.*mismatch/i.test(output)) return wrongChecksum(pin);
  if (
    /NewConnectionError|ConnectTimeout|ReadTimeout|name resolution|Name or service not known|ProxyError|Max retries|Connection (refused|reset|aborted)/i.test(
      output,
    )
  )
    return noNetwork(pin);
  return downloadFailed(pin, output.trim().split('\n').slice(-3).join(' ').slice(0, 400));
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
