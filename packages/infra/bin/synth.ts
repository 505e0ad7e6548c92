import { builds, createApp } from '../src/app.ts';
import { writeAssembly } from '../src/assembly/write-assembly.ts';
import { assemblyDir, withDotenv } from '../src/config/environment.ts';
import { stageConfig } from '../src/config/stages.ts';
import { command } from '../src/deploy/command.ts';

// Writes the assembly of one stage to cdk.out/<stage>.
await command(async () => {
  const env = withDotenv(process.env);
  const config = stageConfig(env);
  const target = assemblyDir(env, config.stage);
  writeAssembly((outdir) => createApp(config, builds, outdir), target);
  console.error(`synthesized stage ${config.stage} (${config.transformEngine}) to ${target}`);
  return 0;
});
