import type { Cloud } from '../cloud.ts';
import { NO_PROXY } from '../kernel/running-kernel.ts';

/** Environment by which any AWS client reaches the local cloud as its operator. */
export function clientEnv({ kernel, endpoint }: Cloud): { [name: string]: string } {
  const { accessKeyId, secretAccessKey } = kernel.keys.operator();
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: kernel.region,
    AWS_DEFAULT_REGION: kernel.region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_S3_ADDRESSING_STYLE: 'path',
    NO_PROXY,
    no_proxy: NO_PROXY,
  };
}
