import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../blocks.ts';
import type { Span } from './spans.ts';

// The compiler checks calls in the text of a page: names of functions, numbers of arguments, names
// and values of options. Other names in a call have the type any.

const packages = readdirSync(path.join(root, 'packages')).filter((name) =>
  readdirSync(path.join(root, 'packages', name, 'src')).includes('index.ts'),
);

/** The packages that export a name. */
export const exporters = new Map<string, string[]>();
const entries = packages.flatMap((name) => (name === 'core' ? [name, `${name}/engine`] : [name]));
for (const name of entries.filter((each) => !['create-plugin', 'conformance'].includes(each)))
  for (const key of Object.keys((await import(`@codistill/${name}`)) as object))
    exporters.set(key, [...(exporters.get(key) ?? []), name]);

/** For each method name, an interface of the core's contracts that has it. */
const contractOf = new Map<string, string>();
/** Objects that pages refer to by these names. */
const receivers: Readonly<Record<string, string>> = {};
for (const file of readdirSync(path.join(root, 'packages/core/src/contracts'))) {
  const source = readFileSync(path.join(root, 'packages/core/src/contracts', file), 'utf8');
  for (const [, name, body] of source.matchAll(/export interface (\w+)[^{]*\{\n([\s\S]*?)\n\}/g)) {
    const methods = [...body!.matchAll(/^ {2}(\w+)\??\(/gm)].map(([, method]) => method!);
    for (const method of methods) if (!contractOf.has(method)) contractOf.set(method, name!);
    if (methods.length > 0)
      Object.assign(receivers, { [name![0]!.toLowerCase() + name!.slice(1)]: name });
  }
}

const callPattern = /^(?:await )?((?:\w+\.)?\w+)\((.*)\)$/s;

/** Whether a span is a call of one of our functions, or of an unknown function. */
export function isCall({ text }: Span): boolean {
  const callee = callPattern.exec(text)?.[1];
  if (callee === undefined) return false;
  // A formula like `lambda x + (1 - lambda)`, as long as it calls none of our functions.
  return isOurs(callee) || !/\^| [-+*/] /.test(text);
}

const isOurs = (callee: string) => {
  const [first = '', second] = callee.split('.');
  return second === undefined ? exporters.has(first) || contractOf.has(first) : first in receivers;
};

const isGlobal = (callee: string) =>
  typeof callee
    .split('.')
    .reduce<unknown>(
      (at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name],
      globalThis,
    ) === 'function';

/** The errors of calls, in order; undefined for a correct call. */
export function checkCalls(spans: readonly Span[]): (string | undefined)[] {
  const said = spans.map(({ text }) => {
    const [, callee = '', given = ''] = callPattern.exec(text)!;
    if (/(^|[\s,{[(])\.\.\.\s*([\s,)}\]]|$)/.test(given))
      return `\`${text}\` leaves arguments out with "..."; a call is written whole.`;
    if (isOurs(callee) || isGlobal(callee)) return undefined;
    return `\`${text}\` calls "${callee}", which no package exports and no contract has.`;
  });
  const texts = spans.map((span, i) => (said[i] ? '' : functionOf(span, i)));
  const found = diagnose(texts);
  return said.map((text, i) =>
    (text ?? found[i]) ? (text ?? `\`${spans[i]!.text}\`: ${found[i]}`) : undefined,
  );
}

/** A function that contains the call. The free names of the call become parameters of type any. */
function functionOf({ text, page }: Span, index: number): string {
  const [, callee = ''] = callPattern.exec(text)!;
  const [first = ''] = callee.split('.');
  const here = /^packages\/([^/]+)\//.exec(page)?.[1];
  const from = exporters.get(first);
  const owner = from?.find((name) => name === here) ?? from?.[0];
  const contract = callee.includes('.') ? receivers[first] : contractOf.get(first);
  const known =
    owner !== undefined && !callee.includes('.')
      ? `const ${first} = ${alias(owner)}.${first};`
      : contract !== undefined
        ? `const ${first} = null as unknown as core.${contract}${callee.includes('.') ? '' : `['${first}']`};`
        : '';
  const free = freeNames(text).filter((name) => name !== first);
  const parameters = free.map((name) => `${name}: any`).join(', ');
  return `export async function call${index}(${parameters}) { ${known} return ${text}; }`;
}

/** A package may have the name of a word of the language, as `export`. */
const alias = (name: string) =>
  name === 'core' ? name : `package_${name.replaceAll(/[-/]/g, '_')}`;

function freeNames(text: string): string[] {
  const file = ts.createSourceFile('call.ts', `async () => ${text};`, ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isKey =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (!isKey) names.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...names];
}

/** The compiler's first error for each text. */
function diagnose(texts: readonly string[]): (string | undefined)[] {
  const imports = entries.map((name) => `import * as ${alias(name)} from '@codistill/${name}';`);
  const lines = [...imports, ...texts];
  const file = path.join(root, 'tests/inline/checked.ts');
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.tests.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost({ ...options, incremental: false });
  const read = host.getSourceFile;
  const exists = host.fileExists;
  host.fileExists = (name) => name === file || exists(name);
  host.getSourceFile = (name, languageVersion, ...rest) =>
    name === file
      ? ts.createSourceFile(name, lines.join('\n'), languageVersion)
      : read(name, languageVersion, ...rest);
  const { tsBuildInfoFile: _file, ...rest } = options;
  const program = ts.createProgram(
    [file],
    { ...rest, incremental: false, noUnusedLocals: false, noUnusedParameters: false },
    host,
  );
  const source = program.getSourceFile(file)!;
  const said: (string | undefined)[] = texts.map(() => undefined);
  for (const { start, messageText } of [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]) {
    const line = source.getLineAndCharacterOfPosition(start ?? 0).line - imports.length;
    const message = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (line < 0) throw new Error(message);
    said[line] ??= message;
  }
  return said;
}
