import type { HttpRequest } from '../aws/http-request.ts';
import type { ServiceModel } from '../aws/model/model.ts';

const modelled = (protocol: ServiceModel['metadata']['protocol']): ServiceModel => ({
  botocore: '',
  metadata: { protocol, apiVersion: '', serviceId: '', endpointPrefix: '' },
  operations: {},
  others: {},
  shapes: {},
});
const [JSON_MODEL, QUERY_MODEL, S3_MODEL] = [modelled('json'), modelled('query'), modelled('rest-xml')];

/** What can be said of the service of a request that names none, or one that is not there: only how it speaks. */
export function strangersModel({ headers }: HttpRequest): ServiceModel {
  if (headers['x-amz-target'] !== undefined) return JSON_MODEL;
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm ? QUERY_MODEL : S3_MODEL;
}
