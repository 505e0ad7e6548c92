import type { Defence } from './defence.ts';

const LOCAL = 'packages/local-cloud/src';
const HOSTILE = `${LOCAL}/wire/hostile.test.ts`;
const SIGNATURES = `${LOCAL}/wire/signatures.test.ts`;

/** A client without rights, or with few, at the port of the local cloud. */
export const doorDefences: readonly Defence[] = [
  {
    tries: "names of JavaScript's own (`__proto__`, `constructor`) in a form, JSON, XML or CBOR",
    happens: 'they are data, or refused; no prototype is reached',
    test: HOSTILE,
    named: 'request reaches a prototype',
  },
  {
    tries: 'rights by members that a policy only inherits',
    happens: 'own members alone are read',
    test: `${LOCAL}/identity/policy.test.ts`,
    named: 'gives nobody a permission',
  },
  {
    tries: 'a form of a hundred thousand dots, a text of 400,000 levels',
    happens: "refused with AWS's error, in time that grows with the length; nobody waits",
    test: HOSTILE,
    named: '400,000 levels deep, is refused',
  },
  {
    tries: 'XML of four megabytes of tags or attributes, a body larger than the service takes',
    happens: 'counted and refused before it is parsed or read',
    test: HOSTILE,
    named: 'is refused before it is parsed',
  },
  {
    tries: 'an archive of a function with an entry that leads outside',
    happens: 'refused, and nothing is written',
    test: `${LOCAL}/kernel/archives/unzip.test.ts`,
    named: 'which leads outside, is refused, and nothing is written',
  },
  {
    tries: 'a body that the signature does not cover',
    happens: 'refused by all services but S3, where AWS takes it too',
    test: SIGNATURES,
    named: 'takes no body that the signature does not cover',
  },
  {
    tries: 'an operation or a host that the signature does not cover',
    happens: 'refused',
    test: SIGNATURES,
    named: 'under its signature is refused',
  },
  {
    tries: 'a signature that is none, or has bytes behind it',
    happens: 'refused: 64 hexadecimal digits and nothing more',
    test: SIGNATURES,
    named: 'a signature %s is none',
  },
  {
    tries: 'a log group `..`, a queue or a bucket with a path for a name',
    happens: 'each name is one file or folder right inside of its own',
    test: `${LOCAL}/disk/file-name.test.ts`,
    named: 'a name from outside is a file right inside of its folder, whatever it is',
  },
  {
    tries: 'a regular expression of JSONata that never ends',
    happens: 'expressions run in threads of their own, which are ended; nobody waits for them',
    test: `${LOCAL}/services/states/language/jsonata/limits.test.ts`,
    named: 'ends by its time, and nobody waits for it',
  },
  {
    tries: 'a wildcard of a policy, a pattern of events that is searched for long',
    happens: 'matched without backtracking',
    test: `${LOCAL}/identity/policy.test.ts`,
    named: 'take no longer for a pattern of many',
  },
  {
    tries: 'an error that nothing catches',
    happens: 'logged, answered as InternalFailure; the process lives',
    test: `${LOCAL}/command/uncaught.test.ts`,
    named: 'an error that nothing catches is logged and answered as InternalFailure, and the process lives',
  },
  {
    tries: 'SELECT of more than any memory holds',
    happens: 'results are packed as they come, and end at 500 MB as those of AWS',
    test: `${LOCAL}/services/redshift-data/warehouse/result-set.test.ts`,
    named: 'a result beyond the limit ends while it is read, and the connection goes on',
  },
  {
    tries: 'a token that somebody else signed, that was changed, has expired or has no signature',
    happens: 'refused: it is verified by the keys of its issuer, and by the algorithms that AWS takes',
    test: `${LOCAL}/services/sts/web-identity.test.ts`,
    named: 'that somebody else has signed is refused',
  },
  {
    tries: 'a call without a signature, by the name of another operation',
    happens: 'refused, but for AssumeRoleWithWebIdentity, whose token takes its place',
    test: `${LOCAL}/services/sts/web-identity.test.ts`,
    named: 'nothing else is answered without a signature',
  },
  {
    tries: 'more than its permissions boundary or its session policy allows',
    happens: 'refused by name of the limit, as AWS evaluates them',
    test: `${LOCAL}/identity/judgement.test.ts`,
    named: 'a request of a session',
  },
];
