// All errors of this package. Each says what was found, what was expected and what to do.

export const notEmpty = (folder: string) =>
  new Error(`The folder ${folder} exists and is not empty. Name another, or empty it.`);
export const wrongName = (name: string) =>
  new Error(
    `"${name}" is not a name for a package: lower-case letters, digits and hyphens were expected, with a scope or without (my-strategy, @me/my-strategy).`,
  );
export const wrongKind = (kind: string, kinds: readonly string[]) =>
  new Error(`No kind of plugin is called "${kind}". Known: ${kinds.join(', ')}.`);
export const wrongId = (packageName: string, id: string) =>
  new Error(
    `The plugin of "${packageName}" would be called "${id}", which does not begin with a letter. Choose another name for the package, such as codistill-my-${id}.`,
  );
export const nameTaken = (id: string, kind: string) =>
  new Error(
    `codistill has a ${kind === 'strategy' ? 'strategy or method' : kind} called "${id}" already, and two plugins with the same name are ambiguous. Choose another name for the package, such as my-${id}.`,
  );
