import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../testing/folder.ts';
import { readRuns } from './readRuns.ts';

const read = (content: string | Uint8Array) =>
  readRuns(path.join(temporary({ 'runs.csv': content }), 'runs.csv'));
const expected = [
  { method: 'a', seed: 1, value: 0.5 },
  { method: 'b, with a comma', seed: 2, value: -1.5e-3 },
];

describe('a CSV file of runs', () => {
  it.each([
    { about: 'plain', text: 'method,seed,value\na,1,0.5\n"b, with a comma",2,-1.5e-3\n' },
    {
      about: 'with a byte order mark and CRLF',
      text: '\u{FEFF}method,seed,value\r\na,1,0.5\r\n"b, with a comma",2,-1.5e-3\r\n',
    },
    {
      about: 'with columns in another order, and more of them',
      text: 'note,Value,METHOD,seed\nx,.5,a,1\n"y ""z""",-1.5E-3,"b, with a comma",2\n',
    },
    {
      about: 'with empty lines, spaces and no end of the last line',
      text: '\nmethod, seed, value\n\n a , 1 , +0.50 \n,,\n"b, with a comma",2,-.0015',
    },
  ])('is read $about', async ({ text }) => {
    expect(await read(text)).toEqual(expected);
  });

  it.each([
    {
      about: 'semicolons',
      text: 'method;seed;value\na;1;0,5\n',
      says: 'are separated by semicolons, and commas were expected',
    },
    { about: 'tabs', text: 'method\tseed\tvalue\na\t1\t0.5\n', says: 'are separated by tabs' },
    {
      about: 'a missing column',
      text: 'method,run,accuracy\na,1,0.5\n',
      says: 'has no column "seed", "value"; its first line has "method", "run", "accuracy".',
    },
    {
      about: 'a column twice',
      text: 'method,seed,value,Value\na,1,0.5,0.6\n',
      says: 'has the column "value" twice',
    },
    {
      about: 'a decimal comma',
      text: 'method,seed,value\na,1,0.5\na,2,"0,5"\n',
      says: 'Line 3 of ',
    },
    {
      about: 'a percent sign',
      text: 'method,seed,value\na,1,91.3%\n',
      says: 'has the value "91.3%", and a number with a decimal point, such as 0.913 was expected.',
    },
    { about: 'no value', text: 'method,seed,value\na,1,\n', says: 'has the value ""' },
    { about: 'NaN', text: 'method,seed,value\na,1,NaN\n', says: 'has the value "NaN"' },
    {
      about: 'a seed that is none',
      text: 'method,seed,value\na,1.5,0.5\n',
      says: 'has the seed "1.5", and a whole number was expected.',
    },
    { about: 'no method', text: 'method,seed,value\n,1,0.5\n', says: 'has the method ""' },
    {
      about: 'a line that is too short',
      text: 'method,seed,value\na,1\n',
      says: 'cannot be read as CSV: line 2 has 2 cells, and the first line has 3.',
    },
    {
      about: 'an open quote',
      text: 'method,seed,value\n"a,1,0.5\n',
      says: 'cannot be read as CSV: Quote Not Closed',
    },
    { about: 'nothing', text: '', says: 'is empty' },
    { about: 'UTF-16', text: new Uint8Array([0xff, 0xfe, 0x6d, 0]), says: 'is UTF-16 text' },
  ])('is refused with $about', async ({ text, says }) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringContaining(says) });
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });

  it('is refused where it is not there', async () => {
    await expect(readRuns('/nowhere/runs.csv')).rejects.toThrow('/nowhere/runs.csv does not exist');
  });
});
