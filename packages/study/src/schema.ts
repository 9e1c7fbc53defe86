import { nameSchema, nearest, withOptionsSchema } from '@codistill/core';
import {
  checkNetworkNames,
  experimentSchema,
  isMember,
  namesOf,
  plainIssues,
  reasonOf,
  useSchema as use,
  valueAt,
} from '@codistill/core/engine';
import { z } from 'zod';
import { reservedMethod, wrongStudy } from './errors.ts';

const { strategy, networks, seed: _seed, update, perturb, ...base } = experimentSchema.shape;

/** An arm that is written out: a strategy and other differences from the base experiment. */
const written = z.strictObject({
  strategy,
  update,
  perturb,
  networks: networks.optional(),
  views: base.views,
  shards: base.shards,
  augment: base.augment,
  order: base.order,
});
const method = z.union([nameSchema, written, withOptionsSchema]);
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'a method is named with small letters, digits, - and .');

/**
 * The schema of a study file: a base experiment without strategy and seed, the methods and seeds of
 * the comparison, and where to run it. All fields have defaults.
 */
export const studySchema = z.strictObject({
  $schema: z.string().optional(),
  preset: z
    .string()
    .optional()
    .describe(
      'Preset for the fields that are left out: digits, few-labels, cifar100, paper, authors-2023 or repo. Default: chosen by the dataset.',
    ),
  ...z.object(base).partial().shape,
  networks: z
    .union([z.array(use).min(1), networks])
    .optional()
    .describe('Backbones, named a, b, c, ...; or networks by name.'),
  methods: z
    .union([
      z.array(method).min(1),
      z
        .record(id, method)
        .refine((all) => Object.keys(all).length > 0, 'at least one method is needed'),
    ])
    .optional()
    .describe('Methods or strategies to compare, with options; or { name: method }.'),
  control: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A second method that all others are compared with, besides the baseline: one with the same perturbation and no teaching, such as independent-perturbed.',
    ),
  stepLines: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Maximum number of lines for steps in the log of a run; default 8000.'),
  seeds: z
    .union([
      z.number().int().positive().max(1000),
      z
        .array(z.number().int().nonnegative())
        .min(1)
        .refine((all) => new Set(all).size === all.length, 'a seed is there twice'),
    ])
    .optional()
    .describe('Number of seeds (1, 2, ...), or a list of seeds.'),
  data: z.string().min(1).optional().describe('Folder with the files of the dataset.'),
  plugins: z
    .array(z.string().min(1))
    .optional()
    .describe('Packages, folders or files with your own plugins.'),
  observers: z.array(use).optional().describe('Observers of every run, such as early-stop.'),
  runtime: use
    .optional()
    .describe(
      'Engine: auto (default, the fastest that is installed), tensorflow, wasm, cpu, or one of a plugin.',
    ),
  device: z.enum(['cpu', 'gpu']).optional().describe('Device of the TensorFlow engine.'),
  out: z.string().min(1).optional().describe('Folder of the study.'),
  launcher: use
    .optional()
    .describe('What starts the runs; default local: processes of this machine.'),
  jobs: z
    .number()
    .int()
    .positive()
    .max(1024)
    .optional()
    .describe('Number of runs at once; default as many as cores and memory allow.'),
  threads: z
    .number()
    .int()
    .positive()
    .max(1024)
    .optional()
    .describe(
      'Threads of the TensorFlow engine in every run. They change the last bits of the results.',
    ),
});
export type StudyFile = z.infer<typeof studySchema>;

/** The study file in `value`. @throws InputError if a field is unknown or has the wrong type. */
export function parseStudyFile(value: unknown, where: string): StudyFile {
  const { networks: given, methods } = (value ?? {}) as Partial<Record<string, unknown>>;
  checkNetworkNames(given, where);
  for (const name of namesOf(methods, where, 'methods'))
    if (isMember(name)) throw reservedMethod(where, name);
  const parsed = studySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw wrongStudy(
    where,
    plainIssues(parsed.error.issues)
      .slice(0, 3)
      .map((issue) => sentence(issue, value)),
  );
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = at === '' ? nearest(key, Object.keys(studySchema.shape)) : undefined;
    return `has no field "${issue.keys.join('", "')}"${at === '' ? '' : ` in "${at}"`}.${near === undefined ? '' : ` Did you mean "${near}"?`}`;
  }
  return `has ${at === '' ? 'a wrong form' : `"${at}" = ${valueAt(issue, value) ?? 'nothing'}`}: ${reasonOf(issue)}.`;
}

/** The JSON schema of a study file, for editors. */
export const studyJsonSchema = (): unknown => ({
  title: 'codistill study',
  ...z.toJSONSchema(studySchema, { unrepresentable: 'any', io: 'input' }),
});
