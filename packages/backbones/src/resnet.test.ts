import cases from './resnet.golden.json' with { type: 'json' };
import { resnet } from './resnet.ts';
import { atFullWidth, describeGolden } from './testing/golden.ts';

describeGolden(cases, resnet, (name) => !atFullWidth(name));
