import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { type Attempt, claimAttempt, isSuperseded } from './attempts.ts';
import { beginAttempt, resumeName } from './begin.ts';
import { endOf, readEvents, writeEvent } from './events.ts';
import { checkpointAt, hasBegun, runFile } from './files.ts';
import { discard, publish, tidyPublished } from './publish.ts';

const write = (folder: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
};
const text = (...names: readonly string[]) => readFileSync(path.join(...names), 'utf8');
const bytes = (content: string) => new TextEncoder().encode(content);
const whole = (attempt: Attempt, what: string) =>
  write(attempt.folder, {
    'checkpoint.safetensors': what,
    'metrics.jsonl': `log of ${what}`,
    'observers/mine/notes.txt': what,
  });

describe('attempts of a run', () => {
  it('have numbers that are never used twice, also among many at once', async () => {
    const run = temporary();
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claimAttempt(run)));
    expect(claimed.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('go on from the newest checkpoint of lower ones, with the logs up to it', async () => {
    const run = temporary();
    const first = await beginAttempt(run);
    expect(first.from).toBeUndefined();
    whole(first, 'one');
    const empty = await beginAttempt(run);
    expect(empty.from).toBe(first.folder);
    const third = await beginAttempt(run);
    expect(third.from).toBe(first.folder);
    expect(text(third.folder, resumeName)).toBe('one');
    expect(text(third.folder, 'metrics.jsonl')).toBe('log of one');
    expect(text(third.folder, 'observers/mine/notes.txt')).toBe('one');
    // The files of version 0.1.0 lie in the run's folder.
    const old = temporary({ 'checkpoint.safetensors': 'old', 'metrics.jsonl': 'x' });
    expect((await beginAttempt(old)).from).toBe(old);
  });

  it('are superseded by a higher one and by a result', async () => {
    const run = temporary();
    const first = await claimAttempt(run);
    expect(isSuperseded(first)).toBe(false);
    const second = await claimAttempt(run);
    expect([first, second].map(isSuperseded)).toEqual([true, false]);
    write(run, { 'result.json': '{}' });
    expect(isSuperseded(second)).toBe(true);
  });

  it('tell what happened, up to a line that was cut short', async () => {
    const { folder } = await claimAttempt(temporary());
    writeEvent(folder, { type: 'started', steps: 4, stepsPerEpoch: 2, fromStep: 0 });
    expect(endOf(folder)).toBeUndefined();
    writeEvent(folder, { type: 'ended', how: 'failed', kind: 'disk', message: 'full' });
    expect(endOf(folder)).toMatchObject({ how: 'failed', message: 'full' });
    writeFileSync(path.join(folder, 'events.jsonl'), '{"type":"started"}\n{"type":"en');
    expect(readEvents(folder)).toEqual([{ type: 'started' }]);
  });
});

describe('the files of a run', () => {
  it('are those of the highest attempt with a checkpoint, and then its own', async () => {
    const run = temporary();
    expect(hasBegun(run)).toBe(false);
    const first = await claimAttempt(run);
    expect(runFile(run, 'metrics.jsonl')).toBe(path.join(first.folder, 'metrics.jsonl'));
    whole(first, 'one');
    const second = await claimAttempt(run);
    expect(hasBegun(run)).toBe(true);
    expect(runFile(run, 'metrics.jsonl')).toBe(path.join(first.folder, 'metrics.jsonl'));
    whole(second, 'two');
    for (const place of [run, path.join(run, 'checkpoint.safetensors')])
      expect(checkpointAt(place)).toBe(path.join(second.folder, 'checkpoint.safetensors'));
    await publish(second, bytes('{"status":"finished"}'));
    expect(checkpointAt(run)).toBe(path.join(run, 'checkpoint.safetensors'));
    expect(text(run, 'metrics.jsonl')).toBe('log of two');
  });
});

describe('a result', () => {
  const result = bytes('{"status":"finished"}\n');
  it('is published once, with the files of its attempt; lower attempts go', async () => {
    const run = temporary({ 'metrics.jsonl': 'of 0.1.0', 'observers/mine/notes.txt': 'old' });
    whole(await claimAttempt(run), 'one');
    const second = await claimAttempt(run);
    whole(second, 'two');
    await publish(second, result);
    expect(text(run, 'result.json')).toBe('{"status":"finished"}\n');
    expect(text(run, 'checkpoint.safetensors')).toBe('two');
    expect(text(run, 'observers/mine/notes.txt')).toBe('two');
    expect(readdirSync(path.join(run, 'attempts'))).toEqual(['2']);
    expect(readdirSync(second.folder)).toEqual([]);
    expect((await claimAttempt(run)).number).toBe(3);
  });

  it('leaves no checkpoint in its attempt that shares the bytes of the one of its run', async () => {
    const run = temporary({ 'checkpoint.safetensors': 'one', 'metrics.jsonl': 'log' });
    const attempt = await beginAttempt(run);
    const names = [resumeName, 'checkpoint.safetensors'];
    const [resume, own] = names.map((name) => path.join(attempt.folder, name));
    renameSync(resume!, own!);
    await publish(attempt, result);
    expect(text(run, 'checkpoint.safetensors')).toBe('one');
    expect(existsSync(own!)).toBe(false);
  });

  it('may be equal to that of another attempt, and is refused if it is not, with both names', async () => {
    const run = temporary();
    const [first, second, third] = [
      await claimAttempt(run),
      await claimAttempt(run),
      await claimAttempt(run),
    ];
    for (const attempt of [first, second, third]) whole(attempt, 'same');
    await Promise.all([publish(first, result), publish(second, result)]);
    expect(text(run, 'metrics.jsonl')).toBe('log of same');
    const other = publish(third, bytes('{"status":"diverged"}'));
    await expect(other).rejects.toThrow(path.join(third.folder, 'result.json'));
    await expect(other).rejects.toThrow(path.join(run, 'result.json'));
    expect(text(run, 'result.json')).toBe('{"status":"finished"}\n');
  });

  it('keeps its files if the process died at any moment of the publication', async () => {
    const names = ['metrics.jsonl', 'checkpoint.safetensors', 'observers'];
    for (let moved = 0; moved <= names.length; moved++) {
      const run = temporary();
      const attempt = await claimAttempt(run);
      whole(attempt, 'one');
      // What a death after the link and some of the moves leaves.
      write(run, { 'result.json': '{}' });
      write(attempt.folder, { 'result.json': '{}' });
      for (const name of names.slice(0, moved))
        renameSync(path.join(attempt.folder, name), path.join(run, name));
      expect(text(runFile(run, 'metrics.jsonl'))).toBe('log of one');
      expect(text(checkpointAt(run))).toBe('one');
      await tidyPublished(run);
      expect(text(run, 'metrics.jsonl')).toBe('log of one');
      expect(text(run, 'checkpoint.safetensors')).toBe('one');
      expect(existsSync(path.join(run, 'observers/mine/notes.txt'))).toBe(true);
    }
  });

  it('leaves nothing of a superseded attempt but who it was and what happened', async () => {
    const attempt = await beginAttempt(temporary());
    whole(attempt, 'one');
    writeEvent(attempt.folder, { type: 'ended', how: 'superseded' });
    await discard(attempt);
    expect(readdirSync(attempt.folder).sort()).toEqual(['events.jsonl', 'owner.json']);
  });
});
