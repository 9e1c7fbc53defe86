import cases from './googlenet.golden.json' with { type: 'json' };
import { googlenet } from './googlenet.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, googlenet, (name) => !atFullWidth(name));
