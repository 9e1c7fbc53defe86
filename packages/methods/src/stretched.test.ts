import { expect, test } from 'vitest';
import { stretched } from './stretched.ts';

test('a schedule is stretched in what it says in epochs', () => {
  expect(stretched('cosine', 3)).toBe('cosine');
  expect(stretched({ use: 'steps', peak: 0.1, at: [0.3, 1, 60, 120], warmUpEpochs: 5 }, 2)).toEqual(
    {
      use: 'steps',
      peak: 0.1,
      at: [0.3, 2, 120, 240],
      warmUpEpochs: 10,
    },
  );
  expect(stretched({ use: 'plateau', patience: 10 }, 2)).toEqual({ use: 'plateau', patience: 20 });
  for (const until of [0.5, 1])
    expect(stretched({ use: 'linear', until }, 2)).toEqual({ use: 'linear', until });
  expect(stretched({ use: 'stop-at', until: 30 }, 2)).toEqual({ use: 'stop-at', until: 60 });
});
