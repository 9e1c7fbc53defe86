import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { loadRegistry } from '../plugins/loadPlugins.ts';
import { readConfigFile } from './configFile.ts';

const cwd = temporary();
const write = (name: string, bytes: string | Uint8Array) => {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), bytes);
};
const utf16 = (text: string, big = false, mark = true) => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const mark = '\uFEFF';
const json = '{\r\n  "epochs": 1,\r\n  "dataset": "digits"\r\n}\r\n';
const module =
  'const study = {\r\n  epochs: 1, dataset: `digits`,\r\n};\r\nexport default study;\r\n';

describe('a configuration file', () => {
  it.each([
    ['unix.json', json.replaceAll('\r', '')],
    ['windows.json', json],
    ['old-mac.json', json.replaceAll('\r\n', '\r')],
    ['mark.json', `${mark}${json}`],
    ['capitals.JSON', json],
    ['windows.ts', module],
    ['mark.ts', `${mark}${module.replace('study =', 'study: object =')}`],
    ['mark.mjs', `${mark}${module}`],
    ['windows.js', module],
    ['old.cjs', `${mark}module.exports = { epochs: 1, dataset: 'digits' };\r\n`],
  ])('is read with whatever line ends and with a byte order mark: %s', async (name, text) => {
    write(name, text);
    expect(await readConfigFile(name, cwd)).toEqual({ epochs: 1, dataset: 'digits' });
  });

  it.each<readonly [string, string | Uint8Array | undefined, string]>([
    ['empty.json', '', 'empty.json is empty'],
    ['spaces.json', ' \r\n\t\r\n', 'spaces.json is empty'],
    ['mark-alone.json', mark, 'mark-alone.json is empty'],
    ['empty.ts', '', 'empty.ts is empty'],
    ['little.json', utf16(json), 'little.json is UTF-16 text'],
    ['big.json', utf16(json, true), 'big.json is UTF-16 text'],
    ['unmarked.json', utf16(json, false, false), 'unmarked.json is UTF-16 text'],
    ['little.ts', utf16(module), 'little.ts is UTF-16 text'],
    ['unmarked.ts', utf16(module, true, false), 'unmarked.ts is UTF-16 text'],
    ['latin.json', Buffer.from('{ "dataset": "zahl\xe9n" }', 'latin1'), 'is not UTF-8 text'],
    ['packed.json', Uint8Array.of(0x1f, 0x8b, 8, 0, 0xff, 0xff), 'is not UTF-8 text'],
    ['folder.json', undefined, 'folder.json is a folder'],
    ['folder.ts', undefined, 'folder.ts is a folder'],
    ['folder', undefined, 'is a folder, and a file was expected'],
    ['study.yaml', 'epochs: 1\n', 'none of the endings .json'],
    ['study', json, 'none of the endings .json'],
    ['half.json', '{\r\n  "epochs": 1,\r\n', 'half.json cannot be read: '],
    ['two.json', `${json}${json}`, 'two.json cannot be read: '],
    ['marks.json', `${mark}${mark}${json}`, 'cannot be read'],
    ['text.json', '"digits"', 'holds a string'],
    ['nothing.ts', 'export const study = 1;\r\n', 'holds nothing'],
    ['half.ts', 'export default {\r\n', 'half.ts cannot be read'],
  ])('is refused in one sentence: %s', async (name, content, message) => {
    if (content === undefined) mkdirSync(path.join(cwd, name), { recursive: true });
    else write(name, content);
    const read = readConfigFile(name, cwd);
    await expect(read).rejects.toBeInstanceOf(InputError);
    await expect(read).rejects.toThrow(message);
    await read.catch((error: Error) => expect(error.message).not.toMatch(/[\r\n\uFEFF]/));
  });
});

describe('a plugin file', () => {
  const plugin = `${mark}import { defineStrategy, supervised } from '@codistill/core';\r\nexport const mine = defineStrategy({ id: 'mine', about: 'Mine.', create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }) });\r\n`;
  it('is read with a byte order mark and the line ends of Windows', async () => {
    write('plugin.js', plugin);
    write('package/package.json', `${mark}{ "main": "lib/main.js" }\r\n`);
    write('package/lib/main.js', plugin.replace("id: 'mine'", "id: 'other'"));
    const registry = await loadRegistry(['./plugin.js', './package'], cwd);
    expect(registry.find('strategy', 'mine').plugin.about).toBe('Mine.');
    expect(registry.find('strategy', 'other').plugin.about).toBe('Mine.');
  });

  it.each<readonly [string, string | Uint8Array, string]>([
    ['empty.js', '', 'is empty'],
    ['little.js', utf16(plugin), 'is UTF-16 text'],
    ['latin.js', Buffer.from('// \xe9', 'latin1'), 'is not UTF-8 text'],
    ['broken/package.json', '{ "main": ', 'is not JSON'],
    ['void/package.json', '', 'is empty'],
    ['null/package.json', 'null', 'has none of index.ts'],
  ])('is refused in one sentence: %s', async (name, content, message) => {
    write(name, content);
    const spec = name.endsWith('package.json') ? path.dirname(name) : name;
    const loaded = loadRegistry([`./${spec}`], cwd);
    await expect(loaded).rejects.toBeInstanceOf(InputError);
    await expect(loaded).rejects.toThrow(message);
  });
});
