// Writes docs/api, a page for each package, from the doc comments. Fails where a public name has
// none, or where one names a type that cannot be imported.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter, ReferenceType, ReflectionKind } from 'typedoc';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const packages = readdirSync(path.join(root, 'packages')).filter((name) =>
  existsSync(path.join(root, 'packages', name, 'src/index.ts')),
);

const app = await Application.bootstrapWithPlugins({
  name: 'API',
  out: path.join(root, 'docs/api'),
  entryPointStrategy: 'packages',
  entryPoints: packages.map((name) => path.join(root, 'packages', name)),
  packageOptions: {
    entryPoints: ['src/index.ts'],
    excludeInternal: true,
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
  },
  plugin: ['typedoc-plugin-markdown', shortPlugins, linksToPages],
  readme: 'none',
  router: 'module',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  validation: { notDocumented: true, notExported: true, invalidLink: true },
  logLevel: 'Warn',
});

/**
 * The type of a plugin spells its whole schema; cards and `codistill list` say the options better,
 * so its page says kind and name.
 */
function shortPlugins(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, ({ project }, { type }) => {
    const told = { Plugin: 2, ZodObject: 0 }[type instanceof ReferenceType ? type.name : ''];
    for (const argument of type?.typeArguments?.splice(told ?? Infinity) ?? [])
      project.removeTypeReflections(argument);
  });
}

/** A package's README links to pages of docs, which the site has: no copies beside the API's pages. */
function linksToPages(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const { readme } of project.getReflectionsByKind(ReflectionKind.All))
      for (const part of readme ?? []) {
        if (part.kind !== 'relative-link' || typeof part.target !== 'number') continue;
        const page = path.relative(path.join(root, 'docs'), project.files.resolvePath(part.target));
        if (page.startsWith('..')) continue;
        part.kind = 'text';
        part.text = `/${page.replaceAll(path.sep, '/').replace(/\.md$/, '')}`;
      }
  });
}

const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
process.exit(app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0);
