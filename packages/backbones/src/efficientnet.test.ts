import cases from './efficientnet.golden.json' with { type: 'json' };
import { efficientnet } from './efficientnet.ts';
import { atFullSize, describeGolden } from './testing/golden.ts';

describeGolden(cases, efficientnet, (name) => !atFullSize(name));
