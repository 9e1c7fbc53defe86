import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, schedule, type Task } from './schedule.ts';

/** Tasks whose predecessors come before them. */
const tasks = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 12 })
  .map((all): Task[] =>
    all.map((after, i) => ({
      id: String(i),
      after: [...new Set(after.filter((j) => j < i).map(String))],
    })),
  );

const task = (id: string, ...after: string[]): Task => ({ id, after });

describe('schedule', () => {
  it('runs every task once, after those it needs, at most so many at once, and none after a failure that it needs', async () => {
    await fc.assert(
      fc.asyncProperty(
        tasks,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(12), { maxLength: 2 }),
        async (all, atOnce, failing) => {
          const ended: Record<string, Outcome> = {};
          const skipped: string[] = [];
          let working = 0;
          let most = 0;
          await schedule(all, {
            atOnce,
            stopping: () => false,
            async run({ id, after }) {
              expect(id in ended).toBe(false);
              expect(after.every((other) => ended[other] === 'succeeded')).toBe(true);
              most = Math.max(most, ++working);
              await Promise.resolve();
              working--;
              ended[id] = failing.includes(Number(id)) ? 'failed' : 'succeeded';
              return ended[id];
            },
            skip: ({ id }) => skipped.push(id),
          });
          expect(most).toBeLessThanOrEqual(atOnce);
          expect([...Object.keys(ended), ...skipped].sort()).toEqual(
            all.map(({ id }) => id).sort(),
          );
        },
      ),
    );
  });

  it('lets tasks that wait by themselves start as soon as those before them have begun', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, fc.array(fc.nat(12), { maxLength: 2 }), async (all, failing) => {
        const ended: Record<string, Outcome> = {};
        const begun = new Set<string>();
        const skipped: string[] = [];
        let ahead = 0;
        let settled = 0;
        await schedule(all, {
          atOnce: 20,
          ahead: true,
          stopping: () => false,
          settled: () => settled++,
          async run({ id, after }, begin) {
            const isOver = () => after.every((other) => other in ended);
            expect(after.every((other) => begun.has(other))).toBe(true);
            begun.add(id);
            begin();
            if (!isOver()) ahead++;
            while (!isOver()) await new Promise((done) => setImmediate(done));
            await new Promise((done) => setImmediate(done));
            // A cluster cancels a job whose wait is in vain.
            if (after.some((other) => ended[other] !== 'succeeded')) {
              ended[id] = 'failed';
              return 'again';
            }
            ended[id] = failing.includes(Number(id)) ? 'failed' : 'succeeded';
            return ended[id];
          },
          skip: ({ id }) => skipped.push(id),
        });
        expect(begun.size).toBe(all.length);
        expect(ahead).toBe(all.filter(({ after }) => after.length > 0).length);
        for (const { id, after } of all)
          expect(skipped.includes(id)).toBe(after.some((other) => ended[other] === 'failed'));
        if (all.length > 0) expect(settled).toBeGreaterThan(0);
      }),
    );
  });

  it('runs a task again that waited in vain, when those before it have succeeded', async () => {
    const ran: string[] = [];
    await schedule([task('a'), task('b', 'a')], {
      atOnce: 2,
      ahead: true,
      stopping: () => false,
      async run({ id }, begin) {
        begin();
        ran.push(id);
        if (id === 'b' && ran.length === 2) return 'again';
        await new Promise((done) => setTimeout(done, 20));
        return 'succeeded';
      },
      skip: () => {},
    });
    expect(ran).toEqual(['a', 'b', 'b']);
  });

  it('leaves out what is known, and begins nothing once it is stopping', async () => {
    const ran: string[] = [];
    let stop = false;
    const all = ['a', 'b', 'c'].map((id) => ({ id, after: [] }));
    await schedule(all, {
      known: { a: 'succeeded' },
      atOnce: 1,
      stopping: () => stop,
      async run({ id }) {
        ran.push(id);
        stop = true;
        return 'stopped';
      },
      skip: () => {},
    });
    expect(ran).toEqual(['b']);
  });
});
