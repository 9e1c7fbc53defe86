import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { zipSync } from 'fflate';
import { afterAll, expect, it } from 'vitest';
import { root } from './blocks.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'codistill-omniglot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A zip in the layout of Omniglot; a drawing is a text, because the script copies its bytes. */
function zipOf(name: string, alphabets: readonly string[]): Uint8Array {
  const files = alphabets.flatMap((alphabet) =>
    ['01', '02'].flatMap((character) =>
      ['01', '05', '06', '20'].flatMap((person) => [
        [
          `${name}/${alphabet}/character${character}/0007_${person}.png`,
          `${alphabet} ${character} ${person}`,
        ],
        [`__MACOSX/${name}/${alphabet}/character${character}/._0007_${person}.png`, 'x'],
      ]),
    ),
  );
  return zipSync(
    Object.fromEntries(files.map(([file, text]) => [file!, new TextEncoder().encode(text)])),
  );
}

it('arranges characters as identities and people as cameras, the same each time', async () => {
  const data = path.join(folder, 'data');
  mkdirSync(path.join(data, 'omniglot'), { recursive: true });
  for (const [name, alphabets] of [
    ['images_background_small1', ['Tagalog', 'Greek']],
    ['images_background_small2', ['Greek', 'Latin']],
  ] as const)
    writeFileSync(path.join(data, 'omniglot', `${name}.zip`), zipOf(name, alphabets));
  const script = path.join(root, 'scripts/omniglotAsMarket.mjs');
  const arrange = async (target: string) => {
    const options = { cwd: folder, env: { ...process.env, CODISTILL_DATA: data } };
    const { stdout } = await promisify(execFile)(process.execPath, [script, target], options);
    return stdout;
  };
  const printed = await arrange('market');
  expect(printed).toContain('6 characters');
  expect(await arrange('again')).toBe(printed);
  const names = (place: string) => readdirSync(path.join(folder, 'market', place)).sort();
  expect(names('bounding_box_train')).toHaveLength(16);
  expect(names('query')).toEqual([
    '0005_c1s1_000001_00.png',
    '0005_c5s1_000005_00.png',
    '0006_c1s1_000001_00.png',
    '0006_c5s1_000005_00.png',
  ]);
  expect(names('bounding_box_test')).toHaveLength(8);
  const file = path.join(folder, 'market/bounding_box_test/0006_c20s1_000020_00.png');
  expect(readFileSync(file, 'utf8')).toBe('Tagalog 02 20');
  await expect(arrange('market')).rejects.toThrow('is not empty');
});
