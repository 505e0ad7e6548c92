/** Loaded before the local cloud (`--import`): its STS throws once nobody catches any more. */
import { sts } from '../../src/services/sts/index.ts';

Object.assign(sts.operations.GetCallerIdentity as object, {
  run: () =>
    new Promise(() =>
      setTimeout(() => {
        throw new Error('nobody catches this');
      }),
    ),
});
