import { l10n } from 'vscode';
import type { BuildRequest } from '../../protocol/engine.ts';
import type { Failure } from '../../protocol/result.ts';
import { failureLine, troubleText } from '../failureText.ts';
import { formatDuration } from '../format.ts';
import type { BuildOptions } from './buildOptions.ts';
import type { BuildProgress } from './buildProgress.ts';
import type { BuildTexts } from './buildRun.ts';
import type { ReferenceProblem } from './reference.ts';

/** Sentences around the log of a build. */
export function buildTexts(request: BuildRequest): BuildTexts {
  return {
    start: l10n.t('Building {name} from {path}', {
      name: request.tags.join(', '),
      path: request.dockerfilePath,
    }),
    cancelling: l10n.t('Cancelling…'),
    backend: backendLine,
    end: (run, outcome) => {
      const duration = formatDuration(run.duration);
      if (outcome.ok) {
        const text = l10n.t('Built {id} in {duration}', { id: outcome.value.imageId, duration });
        return { text, colour: 'green' };
      }
      if (outcome.failure.code === 'cancelled')
        return { text: l10n.t('Cancelled after {duration}', { duration }), colour: 'yellow' };
      const trouble = troubleText(outcome.failure)?.join(' ');
      if (trouble)
        return {
          text: l10n.t('Failed after {duration}: {reason}', { duration, reason: trouble }),
          colour: 'red',
        };
      // A step that failed has already said why.
      if (run.progress.steps.some(step => step.state === 'failed'))
        return { text: l10n.t('Failed after {duration}', { duration }), colour: 'red' };
      const reason = outcome.failure.detail ?? failureLine(outcome.failure);
      return { text: l10n.t('Failed after {duration}: {reason}', { duration, reason }), colour: 'red' };
    },
  };
}

/** Who builds, as a sentence. */
export function backendLine({ backend, builder }: Pick<BuildProgress, 'backend' | 'builder'>): string {
  switch (backend) {
    case 'buildx':
      if (builder)
        return builder.driver
          ? l10n.t('The builder is "{name}" of docker buildx ({driver}).', { ...builder })
          : l10n.t('The builder is "{name}" of docker buildx.', { ...builder });
      return l10n.t('The builder is docker buildx.');
    case 'classic':
      return l10n.t('The builder is an engine without BuildKit: all of the context is sent.');
    default:
      return l10n.t('The builder is the engine itself.');
  }
}

/** Why a build failed: what to do about it where that is known, then the engine's own words. */
export function failureWords(failure: Failure): string {
  const code = exitCode(failure);
  const said = failure.detail?.trim() || l10n.t('The build failed.');
  const trouble = troubleText(failure);
  if (code !== undefined && !trouble) return exitWords(code);
  return trouble ? `${trouble.join(' ')}\n\n${said}` : said;
}

function exitWords(code: string): string {
  switch (code) {
    case '127':
      return l10n.t('The command ended with exit code 127: a program was not found.');
    case '137':
      return l10n.t(
        'The command was killed (exit code 137), most often because the engine has too little memory.',
      );
    default:
      return l10n.t('The command ended with exit code {code}.', { code });
  }
}

/** Of a RUN instruction's command; BuildKit's own words repeat the whole command before it. */
export function exitCode({ detail = '' }: Failure): string | undefined {
  return /(?:did not complete successfully|executor failed running .*|returned a non-zero code): (?:exit code: )?(\d+)$/s.exec(
    detail.trim(),
  )?.[1];
}

/** What is chosen besides the name, on one line; empty when nothing is. */
export function optionsSummary(options: BuildOptions): string {
  const { target, buildArgs = {}, platform, noCache, pull, network, secrets = [], ssh = [] } = options;
  const names = Object.keys(buildArgs);
  return [
    target !== undefined && l10n.t('target {name}', { name: target }),
    names.length > 0 && l10n.t('arguments {names}', { names: names.join(', ') }),
    platform,
    noCache && l10n.t('without cache'),
    pull && l10n.t('pulling base images'),
    network && l10n.t('network {name}', { name: network }),
    secrets.length > 0 && l10n.t('secrets {names}', { names: secrets.map(({ id }) => id).join(', ') }),
    ssh.length > 0 && l10n.t('SSH agent'),
    options.buildContexts &&
      l10n.t('contexts {names}', { names: Object.keys(options.buildContexts).join(', ') }),
    options.output,
    options.builder && l10n.t('builder {name}', { name: options.builder }),
    options.backend === 'buildx' && 'docker buildx',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What to tell someone who typed a name that no image can have. */
export function referenceProblemText(problem: ReferenceProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Type a name, for example my-app:latest.');
    case 'uppercase':
      return l10n.t('Image names are in lower case; only the tag after ":" may have capitals.');
    case 'digest':
      return l10n.t('A digest ("@sha256:…") is what a build results in: it cannot be chosen. Use name:tag.');
    case 'tag':
      return l10n.t(
        'A tag has letters, digits, "_", "." and "-", does not start with "." or "-", and is at most 128 long.',
      );
    case 'host':
      return l10n.t(
        'What comes before the first "/" is not a registry host, such as registry.example.com:5000.',
      );
    case 'name':
      return l10n.t(
        'A name has lower case letters and digits, with single ".", "_" or "-" between them and "/" between parts.',
      );
    case 'id':
      return l10n.t('64 hexadecimal digits are an image id, not a name.');
    case 'too-long':
      return l10n.t('A name is at most 255 characters long.');
  }
}
