import {
  type DatasetContract,
  isTransformReportKey,
  monthPrefix,
  parameterNames,
  type SourceMonth,
  TransformReport,
} from '@tlc-elt/contracts';
import { parseJson } from '@tlc-elt/passport/read';
import type { Runtime } from '../runtime.ts';
import { listObjects, readText } from './objects.ts';

/** Every transform report of a month, whichever run and attempt wrote it; what is no report is left out. */
export async function readReports(
  runtime: Runtime,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<TransformReport[]> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const { objects } = await listObjects(runtime, bucket, monthPrefix(contract.dataset, month));
  const keys = objects.map(({ key }) => key).filter(isTransformReportKey);
  const texts = await Promise.all(keys.map((key) => readText(runtime, bucket, key)));
  return texts.flatMap((text) => {
    const report = TransformReport.safeParse(parseJson(text));
    return report.success ? [report.data] : [];
  });
}
