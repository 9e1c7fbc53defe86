import cases from './googlenet.golden.json' with { type: 'json' };
import { googlenet } from './googlenet.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, googlenet, (name) => !atFullSize(name));
