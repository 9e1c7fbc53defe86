import type { Template, TemplateKind } from './templates.ts';

/**
 * Words that cannot name a variable of a module: the reserved words of ECMAScript, including those
 * of strict mode and modules, and the variables that CommonJS gives to a module.
 */
const reserved = new Set(
  `arguments async await break case catch class const continue debugger default delete do else enum
  eval exports export extends false finally for function if implements import in instanceof interface
  let module new null package private protected public require return static super switch this throw
  true try typeof undefined var void while with yield`.split(/\s+/),
);

/**
 * The name under which a new package exports its plugin: the id in camelCase. The kind is appended
 * if that is a reserved word or a name that the template uses.
 */
export function exportName(id: string, kind: TemplateKind, template: Template): string {
  const plain = id.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const used = new Set(`${template.source('', '')} ${template.test('')}`.match(/[\w$]+/g));
  const ending = `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  let name = plain;
  while (reserved.has(name) || used.has(name)) name += name.endsWith(ending) ? 'Plugin' : ending;
  return name;
}
