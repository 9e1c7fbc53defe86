import cases from './convnext.golden.json' with { type: 'json' };
import { convnext } from './convnext.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, convnext, (name) => !atFullSize(name));
