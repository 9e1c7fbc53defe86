import { completeStudy } from '@codistill/study';
import { expect, it } from 'vitest';
import { startingFrom } from './startingFrom.ts';

const study = completeStudy({ networks: ['small-conv', 'small-conv'] }, '/');
const started = (text: string) => startingFrom(study, text).base.networks;

it('networks start from the files of --weights', () => {
  expect(started('a=one.safetensors')['a']).toMatchObject({
    backbone: 'small-conv',
    weights: { file: 'one.safetensors' },
  });
  expect(started('a=one.safetensors')['b']).toEqual({ backbone: 'small-conv' });
  const both = started(
    'a=../r.pth:from=torchvision:allow="classifier/*",b=c.safetensors:network=t',
  );
  expect(both).toMatchObject({
    a: { weights: { file: '../r.pth', from: 'torchvision', allow: ['classifier/*'] } },
    b: { weights: { file: 'c.safetensors', network: 't' } },
  });
  expect(startingFrom(study, undefined)).toBe(study);
});

it.each([
  ['c=one.safetensors', 'one of the networks a, b before each file was expected.'],
  ['one.safetensors', 'a network and a file for each'],
  ['a=', 'a network and a file for each'],
  ['a=one:form=timm', 'no options but from, network and allow'],
  ['a=one:from=3', 'no options but from, network and allow'],
  ['a=one,two', 'a network and a file for each'],
])('--weights %s is refused', (text, message) => {
  expect(() => started(text)).toThrow(message);
});
