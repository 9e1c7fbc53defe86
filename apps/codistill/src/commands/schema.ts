import { experimentSchema } from '@codistill/core/engine';
import { studyJsonSchema } from '@codistill/study';
import { z } from 'zod';
import { exitCodes } from '../exit.ts';
import { command, oneOf, printJson } from './command.ts';

export const schema = command({
  name: 'schema',
  about: 'Print the JSON schema of a study file or an experiment file, for editors',
  examples: [
    ['codistill schema > study.schema.json', 'then "$schema": "./study.schema.json" in study.json'],
    [
      'codistill schema experiment > experiment.schema.json',
      'the schema of the file that `codistill run` reads',
    ],
  ],
  args: {
    of: { type: 'positional', required: false, description: 'study (default) or experiment.' },
  },
  async run({ of }) {
    const which = oneOf('of', of, ['study', 'experiment']) ?? 'study';
    printJson(
      which === 'study'
        ? studyJsonSchema()
        : {
            title: 'codistill experiment',
            ...z.toJSONSchema(experimentSchema, { unrepresentable: 'any', io: 'input' }),
          },
    );
    return exitCodes.ok;
  },
});
