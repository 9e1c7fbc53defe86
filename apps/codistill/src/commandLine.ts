import { parseArgs } from 'citty';
import { type Command, longest } from './commands/command.ts';
import { unknownCommand } from './errors.ts';
import { exitCodes } from './exit.ts';
import { version } from './version.ts';

/** Every command. A command is loaded when it is called, because `--help` needs no engine. */
export const commands: Readonly<
  Record<string, { readonly about: string; readonly load: () => Promise<Command> }>
> = {
  start: {
    about:
      "compare the paper's baselines and controls on digits with few labels, in about three minutes",
    load: async () => (await import('./commands/start.ts')).start,
  },
  compare: {
    about: 'compare methods over seeds, on the same networks and data',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  report: {
    about: 'write the report of a study anew, or of your own runs in a CSV file',
    load: async () => (await import('./commands/report.ts')).report,
  },
  status: {
    about: 'say how far the runs of a study are, from any machine that sees its folder',
    load: async () => (await import('./commands/status.ts')).status,
  },
  run: {
    about: 'train one experiment from a file',
    load: async () => (await import('./commands/run.ts')).run,
  },
  work: {
    about: 'train the run in a folder from its job.json, as a launcher of jobs does',
    load: async () => (await import('./commands/work.ts')).work,
  },
  evaluate: {
    about: 'evaluate the networks of a checkpoint',
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  import: {
    about: 'make weights of torchvision or timm those of a backbone',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  export: {
    about: 'write a trained network as safetensors, SavedModel, graph model or ONNX',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  data: {
    about: 'show what networks see of a dataset, or read all of it and list what cannot be used',
    load: async () => (await import('./commands/data.ts')).data,
  },
  explain: {
    about: 'print who teaches whom, as formulae',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  list: {
    about: 'list plugins, with their options, defaults and sources',
    load: async () => (await import('./commands/list.ts')).list,
  },
  doctor: {
    about: 'say which engine, data and versions are present',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  schema: {
    about: 'print the JSON schema of a study file, for editors',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
};

function help(): string {
  const width = longest(Object.keys(commands));
  return [
    `codistill ${version()}: competitive distillation and its baselines, compared fairly`,
    '',
    'USAGE codistill COMMAND [OPTIONS]',
    '',
    'COMMANDS',
    '',
    ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    '',
    'EXAMPLES',
    '',
    '  codistill start                                             a first comparison',
    '  codistill compare --methods independent,mutual,competitive  your own',
    '  codistill explain competitive                               what a method is',
    '',
    '`codistill COMMAND --help` explains a command, with examples. It ends with 0 when all is well, 1 when something failed or a run diverged, 2 for bad input, 130 after Ctrl-C.',
  ].join('\n');
}

/**
 * Runs a command line and returns the exit code.
 * @throws InputError if the command line cannot be run.
 */
export async function codistill(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${help()}\n`);
    return exitCodes.ok;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`);
    return exitCodes.ok;
  }
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!known) throw unknownCommand(name, Object.keys(commands));
  const command = await known.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help()}\n`);
    return exitCodes.ok;
  }
  command.check(rest);
  // citty has no type for arguments that are unknown until a command is loaded.
  const args = (command.citty.args ?? {}) as never;
  return command.run(parseArgs([...rest], args), rest);
}
