import { wrongUseText } from '../errors.ts';

/** A token of a plugin's text. */
export interface Token {
  readonly type: ':' | ',' | '=' | '(' | ')' | 'word' | 'json' | 'end';
  /** The index of its first character. */
  readonly at: number;
  readonly text: string;
  /** The value of a JSON token. */
  readonly value?: unknown;
}

/**
 * The tokens of a text, without the spaces between them; the last one is 'end'. A token that begins
 * with " [ or { is JSON, up to the matching end. A word ends at : , = and ), but a word after = may
 * contain further =.
 * @throws InputError if JSON is invalid or not closed, or a word contains a bracket or a quote.
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at, tokens.at(-1)?.type === '=');
    if (token.text.trim() !== '') tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { type: 'end', at: text.length, text: '' }];
}

function tokenAt(text: string, at: number, value: boolean): Token {
  const spaces = /\s+/y;
  const first = text[at]!;
  spaces.lastIndex = at;
  const space = spaces.exec(text)?.[0];
  if (space !== undefined) return { type: 'word', at, text: space };
  if (/["[{]/.test(first)) return jsonAt(text, at);
  if (/[:,()]/.test(first) || (first === '=' && !value))
    return { type: first as Token['type'], at, text: first };
  const words = value ? /[^:,()[\]{}"]*/y : /[^:,=()[\]{}"]*/y;
  words.lastIndex = at;
  const word = words.exec(text)?.[0] ?? '';
  const end = at + word.length;
  if (/[([\]{}"]/.test(text[end] ?? ''))
    throw wrongUseText(text, end, 'a text with brackets or quotes must be a JSON string');
  return { type: 'word', at, text: word };
}

/** A JSON value, up to the bracket or quote that matches its first one. */
function jsonAt(text: string, from: number): Token {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') at = endOfString(text, at);
    else if (/[[{]/.test(text[at]!)) depth++;
    else if (/[\]}]/.test(text[at]!)) depth--;
    if (depth > 0 || at >= text.length) continue;
    const json = text.slice(from, at + 1);
    try {
      return { type: 'json', at: from, text: json, value: JSON.parse(json, finite) };
    } catch {
      throw wrongUseText(text, from, 'JSON was begun, and it is not right');
    }
  }
  throw wrongUseText(text, from, `the ${text[from] === '"' ? 'quote' : 'bracket'} is not closed`);
}

/** JSON has no infinite number, but 1e999 would become one. */
function finite(_key: string, value: unknown): unknown {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    throw new Error('beyond the range of numbers');
  return value;
}

/** The position of the quote that closes the one at `from`, or the text's length if none does. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
