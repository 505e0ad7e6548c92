import { assemblyDir } from '../src/config/environment.ts';
import { readTemplates } from '../src/differences/read-templates.ts';
import { renderDifferences } from '../src/differences/render.ts';

// template-differences.ts BASE-CHECKOUT STAGE…: Markdown on stdout.
const [base = '', ...stages] = process.argv.slice(2);
for (const stage of stages) {
  const before = readTemplates(`${base}/packages/infra/cdk.out/${stage}`);
  console.log(renderDifferences(stage, before, readTemplates(assemblyDir({}, stage))));
}
