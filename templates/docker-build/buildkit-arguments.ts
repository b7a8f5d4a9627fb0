import type { Build, Inputs } from './build-step.ts';
import type { BuildkitFiles, Settings } from './buildkit.ts';

/** The command line of buildctl; no secret stands in it. */
export function buildkitArguments(
  inputs: Inputs,
  settings: Settings,
  build: Build,
  files: BuildkitFiles,
): readonly string[] {
  const { platforms, cacheFrom, cacheTo, reproducible, sbom, provenance } = settings;
  const options: Record<string, string> = {
    filename: 'Dockerfile',
    ...prefixed('build-arg', inputs.args),
    ...prefixed('label', build.labels),
    ...(inputs.stage !== undefined && { target: inputs.stage }),
    ...(inputs.pull && { 'image-resolve-mode': 'pull' }),
    ...(platforms.length > 0 && { platform: platforms.join(',') }),
    ...(sbom && { 'attest:sbom': '' }),
    ...(provenance && { 'attest:provenance': 'mode=max' }),
    ...(reproducible && { 'build-arg:SOURCE_DATE_EPOCH': String(Date.parse(build.time) / 1000) }),
  };
  const plain = inputs.insecure ? ',registry.insecure=true' : '';
  const cache = (image: string) => `type=registry,ref=${image}${plain}`;
  return [
    `--addr=${settings.url}`,
    ...Object.entries(files.tls).map(([name, file]) => `--${name}=${file}`),
    ...['build', '--progress=plain', '--frontend=dockerfile.v0'],
    ...[`--local=context=${build.context}`, `--local=dockerfile=${files.dockerfile}`],
    ...Object.entries(options).map(([name, value]) => `--opt=${name}=${value}`),
    ...Object.entries(files.secrets).map(([id, file]) => `--secret=id=${id},src=${file}`),
    ...(files.ssh === undefined ? [] : [`--ssh=default=${files.ssh}`]),
    ...cacheFrom.map((image) => `--import-cache=${cache(image)}`),
    ...(cacheTo === undefined ? [] : [`--export-cache=${cache(cacheTo)},mode=max`]),
    ...(inputs.cache ? [] : ['--no-cache']),
    ...(inputs.push ? [`--output=${output(build, reproducible)}${plain}`] : []),
    `--metadata-file=${files.metadata}`,
  ];
}

/** Several names are one field of a line of comma-separated values. */
function output({ repository, tags }: Build, reproducible: boolean): string {
  const names = tags.map((tag) => `${repository}:${tag}`).join(',');
  return `type=image,"name=${names}",push=true${reproducible ? ',rewrite-timestamp=true' : ''}`;
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}:${name}`, value]));
}
