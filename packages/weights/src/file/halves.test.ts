import { expect, it } from 'vitest';
import { fromBfloat16, fromFloat16 } from './halves.ts';

it('float16 numbers have their values: normal, subnormal, infinite and none', () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x8000, 0x7c00, 0xfc00);
  expect([...fromFloat16(halves)]).toEqual([
    1,
    -2,
    0.333251953125,
    65504,
    2 ** -24,
    -0,
    Infinity,
    -Infinity,
  ]);
  expect(fromFloat16(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

it('bfloat16 numbers have their values', () => {
  expect([...fromBfloat16(Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x7f80))]).toEqual([
    1,
    -2,
    0.333984375,
    Infinity,
  ]);
});
