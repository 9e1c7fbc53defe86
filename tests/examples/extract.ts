import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../blocks.ts';
import { exporters } from '../inline/calls.ts';
import * as given from './given.ts';

/** The code of an `@example` in a doc comment. */
export interface Example {
  /** The file and line where the code block starts. */
  readonly at: string;
  readonly text: string;
}

/** All examples in the doc comments of all packages. */
export const examples = (): Example[] =>
  readdirSync(path.join(root, 'packages'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/src\/.*\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .sort()
    .flatMap((file) => examplesOf(path.join('packages', file)));

function examplesOf(file: string): Example[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  return [...source.matchAll(/^ *\* @example\n *\* ```ts\n([\s\S]*?)^ *\* ```$/gm)].map(
    (match) => ({
      at: `${file}:${source.slice(0, match.index).split('\n').length + 1}`,
      text: match[1]!.replace(/^ *\* ?/gm, ''),
    }),
  );
}

/** The example as a module. It imports the names that the example uses without declaring them. */
export function moduleOf({ text }: Example): string {
  const code = text.replaceAll('console.log(', 'log(');
  const imports = freeNames(code).flatMap((name) => {
    if (name === 'tf') return [`import * as tf from '@tensorflow/tfjs-core';`];
    if (name === 'z') return [`import { z } from 'zod';`];
    if (name in given) return [`import { ${name} } from '../../examples/given.ts';`];
    const owner = exporters.get(name)?.[0];
    return owner === undefined ? [] : [`import { ${name} } from '@codistill/${owner}';`];
  });
  return [...imports, '', code].join('\n');
}

/** The lines that the example should print: the comments after its calls of `console.log`. */
export const printedBy = ({ text }: Example): string[] =>
  [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment!);

/** Names that the code uses and does not declare at its top level. */
function freeNames(code: string): string[] {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isDeclaration(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const declared = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.getText(file))
    .flatMap((text) => [...(/^const (.*?)(:|=)/s.exec(text)?.[1] ?? '').matchAll(/\w+/g)])
    .map(([name]) => name);
  return [...used].filter((name) => !declared.includes(name));
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent)) &&
    parent.name === node
  );
}
