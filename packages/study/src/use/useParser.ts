import type { Use } from '@codistill/core';
import { wrongUseText } from '../errors.ts';
import { type Token, tokensOf } from './useTokens.ts';

/** What was read, and the index of the next token. */
type Read<T> = readonly [T, number];

/** A word that is a JSON value: a number, true, false or null. */
export const jsonWord = /^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)$/;

/**
 * The plugins in a text, as a command line writes them:
 *
 *     plugins       = [ plugin ] { "," [ plugin ] }
 *     plugin        = name { ":" option "=" value }  |  a JSON object with "use"
 *     name, option  = word  |  a JSON string
 *     value         = word  |  JSON  |  "(" plugin ")"
 *
 * If a word in a value is a number, true, false or null as JSON writes it, it has that value. Every
 * other word is text.
 * @throws InputError that names the position and what was expected there.
 */
export function readPlugins(text: string): readonly Use[] {
  const tokens = tokensOf(text);
  const uses: Use[] = [];
  for (let i = 0; ; ) {
    const { type } = tokens[i]!;
    if (type === 'end') return uses;
    if (type === ',') {
      i++;
      continue;
    }
    const [use, next] = plugin(text, tokens, i);
    uses.push(use);
    i = expect(text, tokens, next, [',', 'end'], '":" and an option, "," or the end was expected');
  }
}

/** The only plugin in a text. @throws InputError like `readPlugins`. */
export function readPlugin(text: string): Use {
  const tokens = tokensOf(text);
  const [use, next] = plugin(text, tokens, 0);
  expect(text, tokens, next, ['end'], '":" and an option, or the end, was expected');
  return use;
}

/** Returns `i` if the token there has one of `types`. @throws InputError otherwise. */
function expect(
  text: string,
  tokens: readonly Token[],
  i: number,
  types: readonly Token['type'][],
  why: string,
): number {
  if (!types.includes(tokens[i]!.type)) throw wrongUseText(text, tokens[i]!.at, why);
  return i;
}

function plugin(text: string, tokens: readonly Token[], from: number): Read<Use> {
  const first = tokens[from]!;
  if (first.type === 'json' && typeof first.value !== 'string') {
    const { use } = first.value as { use?: unknown };
    if (typeof use !== 'string' || use === '')
      throw wrongUseText(text, first.at, 'an object with "use": NAME was expected');
    return [first.value as Use, from + 1];
  }
  const [name, after] = nameAt(text, tokens, from, 'the name of a plugin was expected');
  const options = new Map<string, unknown>();
  let i = after;
  while (tokens[i]!.type === ':') {
    const { at } = tokens[i + 1]!;
    const [option, next] = nameAt(text, tokens, i + 1, 'the name of an option was expected');
    if (option === 'use') throw wrongUseText(text, at, 'an option cannot be called "use"');
    if (options.has(option)) throw wrongUseText(text, at, 'an option is there for a second time');
    expect(text, tokens, next, ['='], '"=" and the value of the option was expected');
    const [value, end] = valueAt(text, tokens, next + 1);
    options.set(option, value);
    i = end;
  }
  return [options.size === 0 ? name : { use: name, ...Object.fromEntries(options) }, i];
}

/** A name: a word or a JSON string. */
function nameAt(text: string, tokens: readonly Token[], i: number, why: string): Read<string> {
  const token = tokens[i]!;
  if (token.type === 'word') return [token.text.trim(), i + 1];
  if (token.type === 'json' && typeof token.value === 'string' && token.value !== '')
    return [token.value, i + 1];
  throw wrongUseText(text, token.at, why);
}

function valueAt(text: string, tokens: readonly Token[], i: number): Read<unknown> {
  const token = tokens[i]!;
  if (token.type === 'json') return [token.value, i + 1];
  if (token.type === '(') {
    const [use, next] = plugin(text, tokens, i + 1);
    return [use, expect(text, tokens, next, [')'], '":" and an option, or ")" was expected') + 1];
  }
  if (token.type !== 'word') throw wrongUseText(text, token.at, 'a value was expected');
  const word = token.text.trim();
  if (!jsonWord.test(word)) return [word, i + 1];
  const value = JSON.parse(word) as unknown;
  if (typeof value === 'number' && !Number.isFinite(value))
    throw wrongUseText(text, token.at, 'a number was found that is beyond the range of numbers');
  return [value, i + 1];
}
