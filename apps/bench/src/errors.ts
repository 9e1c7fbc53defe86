// All errors of the bench. Each says what was found, what was expected and what to do.
export const engineFailed = (engine: string, said: string) =>
  new Error(`The engine "${engine}" ended before its step was done. It said:\n${said.trim()}`);
export const unknownEngine = (engine: string, known: readonly string[]) =>
  new Error(`No engine of the bench is called "${engine}". Known: ${known.join(', ')}.`);
export const noPython = (why: string) =>
  new Error(`The peers need Python 3 with venv and pip to make their virtual environment: ${why}`);
export const notOffered = (name: string, found: string, expected: string) =>
  new Error(`--${name} is "${found}", but takes ${expected}.`);
export const dataOrFiles = () =>
  new Error('Give either --data FOLDER, for CIFAR-100, or --files SIDE, for JPEG files.');
