import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from './blocks.ts';

it('the cards of docs/methods are as the sources say', () => {
  expect(() =>
    execFileSync('node', [path.join(root, 'docs/scripts/cards.mjs'), '--check'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ).not.toThrow();
});

describe('a card note', async () => {
  const file = path.join(root, 'docs/scripts/cards/notes.mjs');
  const { parseNote } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    parseNote(text: string, file: string): { group: string; sections: Record<string, string> };
  };
  const note = (text: string) => () => parseNote(text, 'x.card.md');
  const front = '---\ngroup: peers\n---\n\n';
  const section = (heading: string) => `## ${heading}\n\nText of ${heading}.\n\n`;
  const body = ['How it works', 'Defaults', 'Cost', 'When to use it'].map(section).join('');

  it('is read as a group and sections', () => {
    expect(parseNote(front + body, 'x.card.md')).toEqual({
      group: 'peers',
      sections: {
        'How it works': 'Text of How it works.',
        Defaults: 'Text of Defaults.',
        Cost: 'Text of Cost.',
        'When to use it': 'Text of When to use it.',
      },
    });
  });

  it.each([
    ['no front matter', body, 'does not begin with'],
    ['an unknown group', `---\ngroup: pears\n---\n\n${body}`, 'has the group "pears"'],
    [
      'text before the headings',
      `${front}Hello.\n\n${body}`,
      'has text before its first heading: "Hello."',
    ],
    ['an unknown heading', front + body + section('Costs'), 'has the heading "Costs"'],
    ['a heading twice', front + body + section('Cost'), 'has the heading "Cost" twice'],
    ['an empty section', `${front}${body}## As a method\n`, 'says nothing below "As a method"'],
    ['no cost', front + body.replace(section('Cost'), ''), 'lacks the heading "Cost"'],
  ])('with %s is refused', (_, text, message) => {
    expect(note(text)).toThrow(`The card note x.card.md ${message}`);
  });
});
