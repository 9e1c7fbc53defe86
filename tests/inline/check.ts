import { checkCalls, isCall } from './calls.ts';
import { checkCommand, isCommand } from './commands.ts';
import { checkName, checkObject, checkPath } from './names.ts';
import type { Span } from './spans.ts';
import { checkUseText } from './useText.ts';

/**
 * The errors of spans, in order; undefined for a correct span. A span is a command line, a call, an
 * object or its fields, options as on a command line, a path or a name. It may also be a value or a
 * formula, which cannot be checked.
 */
export async function checkSpans(spans: readonly Span[]): Promise<(string | undefined)[]> {
  const calls = spans.filter((span) => isCall(span) && !isCommand(span.text));
  const ofCalls = new Map(checkCalls(calls).map((said, i) => [calls[i]!, said]));
  return Promise.all(
    spans.map((span) => (ofCalls.has(span) ? ofCalls.get(span) : checkSpan(span))),
  );
}

async function checkSpan({ text, page }: Span): Promise<string | undefined> {
  if (isCommand(text)) return checkCommand(text, page);
  if (isValue(text) || isPattern(text) || isFormula(text)) return undefined;
  if (/^\{.*\}$/s.test(text) || /^["']?[$\w]+["']?: \S/.test(text)) return checkObject(text);
  if (/^[\w-]+=\S/.test(text) || /^[\w-]+(:[\w-]+=\S+)+$/.test(text)) return checkUseText(text);
  if (isPath(text)) return checkPath(text, page);
  return checkName(text.replace(/^["'](.*)["']$/, '$1'));
}

/** A number, true, a list of numbers, punctuation, or a string with other words. */
const isValue = (text: string) =>
  /^(-?[\d.]+(e-?\d+)?|true|false|null|undefined|[^\w\s]+)$/.test(text) ||
  /^\[[^\]]*\]$/.test(text) ||
  /^"[^"]*"$/.test(text);

const isFormula = (text: string) => /\^| [-+*/=x] | \|\| |\\/.test(text) && !/[{}]/.test(text);

/** A name or a path with a placeholder: `<id>-mean`, `a/exit2`, `NAME:OPTION=VALUE`. */
const isPattern = (text: string) =>
  /<\w+>/.test(text) ||
  /^[a-z](\/|@|~|->)\w+$/.test(text) ||
  /^[A-Z]+(:[A-Z]+=[A-Z]+)+$/.test(text);

const isPath = (text: string) =>
  !/\s/.test(text) &&
  !text.startsWith('@') &&
  (/\//.test(text) ||
    /^[\w*.-]*\.(ts|mjs|json|md|html|bin|csv|tex|svg|png|gz|safetensors|jsonl|cc|py|txt)$/.test(
      text,
    ));
