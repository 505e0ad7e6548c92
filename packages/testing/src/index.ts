export { type Answers, identity, type Received, type StandIn, standIn } from './aws-stand-in.ts';
export { LocalCloud, type LocalCloudOptions } from './local-cloud.ts';
export { openLineageClient, openLineageProblems } from './openlineage.ts';
export { root, SHARED } from './place.ts';
export { type Ended, run } from './process.ts';
export { etagOf, Publisher, type PublisherFault } from './publisher.ts';
export { pythonTools } from './python-tools.ts';
export { type Listening, listen } from './server.ts';
export { type Resources, role } from './template.ts';
