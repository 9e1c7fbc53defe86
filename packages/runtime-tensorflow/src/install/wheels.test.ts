import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWithEngine } from '../testing/engine.ts';
import { type Pin, pins, wheelPlatforms } from './pins.ts';
import { findPython } from './python.ts';
import { fetchWheel, unpackWheel } from './wheels.ts';

/** Makes a real wheel, which pip takes from a folder as it would from the index. */
function makeWheel(folder: string): Pin {
  const file = path.join(folder, 'codistill_sample-1.0-py3-none-any.whl');
  const script = `import zipfile, sys
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
  z.writestr('sample/lib/one.so.2', 'x' * 5000)
  z.writestr('sample/lib/other.py', 'no')
  z.writestr('sample/include/deep/a.h', '// a')
  z.writestr('codistill_sample-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: codistill-sample\\nVersion: 1.0\\n')
  z.writestr('codistill_sample-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
  z.writestr('codistill_sample-1.0.dist-info/RECORD', '')
`;
  execFileSync('python3', ['-c', script, file]);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return {
    project: 'codistill-sample',
    version: '1.0',
    sha256,
    take: ['sample/lib/*.so*', 'sample/include/*.h'],
  };
}

describeWithEngine('wheels', () => {
  const environment = { ...process.env };
  let folder: string;
  let cache: string;
  let pin: Pin;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-wheels-'));
    cache = path.join(folder, 'cache');
    mkdirSync(cache);
    pin = makeWheel(folder);
    Object.assign(process.env, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const name of Object.keys(process.env))
      if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });

  it('are fetched once, again when damaged, and leave what was asked for', async () => {
    const python = await findPython();
    const first = await fetchWheel(python, pin, cache);
    expect(first.fetched).toBe(true);
    expect(await fetchWheel(python, pin, cache)).toEqual({ file: first.file, fetched: false });
    writeFileSync(first.file, 'half of it');
    expect((await fetchWheel(python, pin, cache)).fetched).toBe(true);
    const to = path.join(folder, 'to');
    await unpackWheel(python, first.file, pin, to);
    expect(readFileSync(path.join(to, 'sample/lib/one.so.2'), 'utf8')).toHaveLength(5000);
    expect(existsSync(path.join(to, 'sample/include/deep/a.h'))).toBe(true);
    expect(existsSync(path.join(to, 'sample/lib/other.py'))).toBe(false);
  });

  it('with another checksum are not used', async () => {
    const python = await findPython();
    await expect(fetchWheel(python, { ...pin, sha256: '0'.repeat(64) }, cache)).rejects.toThrow(
      'does not have the pinned checksum',
    );
  });

  it('that cannot be had are named: no network, no such version', async () => {
    const python = await findPython();
    await expect(fetchWheel(python, { ...pin, version: '2.0' }, cache)).rejects.toThrow(
      'pip could not fetch codistill-sample 2.0',
    );
    delete process.env['PIP_NO_INDEX'];
    delete process.env['PIP_FIND_LINKS'];
    // Nothing listens on port 9 of this machine.
    Object.assign(process.env, { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '1' });
    await expect(fetchWheel(python, pin, cache)).rejects.toThrow(
      'The package index was not reached',
    );
  });

  it('need a Python with pip', async () => {
    await expect(findPython({ PYTHON: '/nowhere/python3' })).rejects.toThrow(
      'Python 3 was not found (/nowhere/python3)',
    );
  });
});

it('every pin has a checksum, and a platform is named once', () => {
  for (const pin of [...pins.cpu, ...pins.gpu]) expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(wheelPlatforms).size).toBe(wheelPlatforms.length);
});
