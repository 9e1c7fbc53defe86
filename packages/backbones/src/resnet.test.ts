import cases from './resnet.golden.json' with { type: 'json' };
import { resnet } from './resnet.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, resnet, (name) => !atFullSize(name));
