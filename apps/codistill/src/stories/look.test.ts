import { describe, expect, it } from 'vitest';
import { codistill, temporary } from '../testing/command.ts';

const cwd = temporary();
const json = async <T>(...words: readonly string[]): Promise<T> => {
  const { code, stdout } = await codistill(cwd, ...words, '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout) as T;
};

describe('help', () => {
  it('teaches with examples, and uses no colour', async () => {
    const all = await codistill(cwd, '--help');
    expect(all.code).toBe(0);
    for (const name of [
      'start',
      'compare',
      'report',
      'run',
      'evaluate',
      'explain',
      'data',
      'list',
      'doctor',
      'schema',
    ]) {
      expect(all.stdout).toContain(`  ${name}`);
      const { code, stdout } = await codistill(cwd, name, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`USAGE codistill ${name}`);
      expect(stdout).toContain(`EXAMPLES\n\n  codistill ${name}`);
      expect(stdout).not.toContain('\u001b');
    }
    expect((await codistill(cwd, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('list', () => {
  it('counts the parameters of every backbone and every variant', async () => {
    const backbones = await json<{ id: string; parameters: number }[]>(
      'list',
      'backbones',
      '--classes',
      '100',
    );
    const known = Object.fromEntries(backbones.map(({ id, parameters }) => [id, parameters]));
    expect(known).toMatchObject({
      resnet20: 275_572,
      resnet32: 470_004,
      resnet44: 664_436,
      resnet56: 858_868,
      resnet110: 1_733_812,
    });
    expect(known['resnet-cifar']).toBe(known['resnet20']);
    expect(
      backbones.every(({ parameters }) => Number.isInteger(parameters) && parameters > 0),
    ).toBe(true);
    const ten = await json<{ id: string; parameters: number }[]>(
      'list',
      'backbones',
      '--classes',
      '10',
    );
    expect(ten.find(({ id }) => id === 'resnet20')!.parameters).toBe(269_722);
  });

  it('gives id, source and options with defaults', async () => {
    const strategies = await json<
      {
        id: string;
        source?: string;
        options: Record<string, { default?: unknown; about?: string }>;
      }[]
    >('list', 'strategies');
    const competitive = strategies.find(({ id }) => id === 'competitive')!;
    expect(competitive.source).toContain('2506.23285');
    expect(competitive.options['teachers']).toMatchObject({
      type: '"best" | "better" | "top"',
      default: 'best',
    });
    expect(competitive.options['temperature']).toMatchObject({
      type: 'number | schedule',
      default: 1,
    });
    for (const { options } of strategies)
      for (const { about } of Object.values(options)) expect(about).toBeTruthy();
    const all = await codistill(cwd, 'list');
    for (const kind of [
      'methods',
      'strategies',
      'backbones',
      'perturbations',
      'datasets',
      'optimizers',
    ])
      expect(all.stdout).toContain(`${kind}\n  `);
  });
});

describe('explain', () => {
  it('prints the edges of competitive distillation as formulae', async () => {
    const { code, stdout } = await codistill(cwd, 'explain', 'competitive');
    expect(code).toBe(0);
    expect(stdout).toContain('labels -> a  -sum_k y_k log softmax(z)_k');
    expect(stdout).toMatch(
      /a -> b +w x KL\(softmax\(z_from\) \|\| softmax\(z_to\)\) {2}\(w decided in every batch: where a is the best of the batch\)/,
    );
    expect(stdout).toContain('one of mixup, cutmix, gaussian-noise, warp, crop');
    expect(stdout).toContain(
      'Gradients treat the teacher of an edge and the weights (w) as constants.',
    );
  });

  it('says where the gradient enters the teacher too', async () => {
    const { stdout } = await codistill(cwd, 'explain', 'okddip');
    expect(stdout).toContain(
      'treat the teacher of an edge as a constant, except where the gradient enters both ends',
    );
  });

  it('knows fixed teachers, exits, and three networks', async () => {
    const distill = await json<{ edges: { from: string; to: string; weight: unknown }[] }>(
      'explain',
      'distill',
    );
    expect(distill.edges).toContainEqual(
      expect.objectContaining({ from: 't', to: 'a', weight: 0.9 }),
    );
    expect((await codistill(cwd, 'explain', 'distill')).stdout).toContain(
      't: small-conv, frozen, the network b as independent trained it at the same seed',
    );
    const three = await json<{ edges: { from: string }[] }>(
      'explain',
      'mutual',
      '--networks',
      'small-conv,small-conv,small-conv',
    );
    expect(three.edges.filter(({ from }) => from !== 'labels')).toHaveLength(6);
    const self = await json<{ edges: { from: string; to: string }[] }>('explain', 'self');
    expect(self.edges).toContainEqual(
      expect.objectContaining({ from: 'a/exit3', to: 'a/exit1', loss: 'kl' }),
    );
  });
});

describe('doctor and schema', () => {
  it('say what is there', async () => {
    const state = await json<{
      engine: { name: string };
      others: { name: string; why: string }[];
      data: { datasets: { id: string; state: string }[] };
      environment: object;
    }>('doctor');
    expect(['tensorflow', 'wasm', 'cpu']).toContain(state.engine.name);
    expect(state.others.every(({ why }) => why.length > 0)).toBe(true);
    expect(state.data.datasets.find(({ id }) => id === 'digits')!.state).toContain(
      'train 1433, test 364 examples',
    );
    expect(state.environment).toHaveProperty('node');
    const { code, stdout } = await codistill(cwd, 'schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'object',
      properties: { methods: {}, seeds: {}, networks: {} },
      additionalProperties: false,
    });
    expect(JSON.parse((await codistill(cwd, 'schema', 'experiment')).stdout).required).toContain(
      'strategy',
    );
  });
});
