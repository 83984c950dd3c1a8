import { l10n } from 'vscode';
import type { BuildTroubleKind, Failure, UnreachableReason } from '../protocol/result.ts';
import { registryWords } from './registryText.ts';
import { scannerWords } from './scannerText.ts';

/** A failure in the user's language: what is wrong, what to do about it, and the other side's own words. */
export interface FailureText {
  readonly message: string;
  readonly advice: string;
  /** Not translated; empty when there is none. */
  readonly detail: string;
}

/** Total over the codes: a new code does not compile until it has words here. */
export function failureText(failure: Failure): FailureText {
  const [message, advice] = words(failure);
  return { message, advice, detail: failure.detail?.trim() ?? '' };
}

/** The same on one line, for notifications and tooltips. */
export function failureLine(failure: Failure): string {
  const { message, advice, detail } = failureText(failure);
  const cause = detail && !message.includes(detail) ? ` (${firstLine(detail)})` : '';
  return `${message}${cause} ${advice}`.trim();
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  const line = (end < 0 ? text : text.slice(0, end)).trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

function words({ code, args = {} }: Failure): readonly [message: string, advice: string] {
  const arg = (name: string): string => String(args[name] ?? '');
  switch (code) {
    case 'engine-unreachable':
      return [
        l10n.t('No Docker engine answers at {address}.', { address: arg('address') }),
        unreachableAdvice(arg('reason')),
      ];
    case 'engine-permission':
      return [
        l10n.t('You may not use the Docker engine at {address}.', { address: arg('address') }),
        l10n.t(
          'Add your user to the group that owns the socket (usually "docker") and log in again, or choose a Docker context of your own.',
        ),
      ];
    case 'engine-too-old':
      return [
        l10n.t('The Docker engine at {address} is too old: it speaks API {version}.', {
          address: arg('address'),
          version: arg('version'),
        }),
        l10n.t(
          'Strata needs API 1.41 (Docker 20.10) or newer. Update the engine, or choose another Docker context.',
        ),
      ];
    case 'engine-gone':
      return [
        l10n.t('The Docker engine closed the connection before it had answered.'),
        l10n.t('See whether it is still running, then try again.'),
      ];
    case 'engine-error':
      return [
        l10n.t('The Docker engine refused the request.'),
        l10n.t('The log of Strata holds its whole answer.'),
      ];
    case 'context-unknown':
      return [
        l10n.t('There is no Docker context named "{name}".', { name: arg('name') }),
        l10n.t(
          'Choose another with "Strata: Select Docker Context", or create it with "docker context create".',
        ),
      ];
    case 'context-unreadable':
      return [
        l10n.t('The Docker configuration {path} could not be read.', { path: arg('path') }),
        l10n.t('Correct or remove the file, or set "strata.engine.host".'),
      ];
    case 'image-not-found':
      return [
        l10n.t('The engine has no image {reference}.', { reference: arg('reference') }),
        l10n.t('It may have been removed or built again meanwhile. Refresh the list of images.'),
      ];
    case 'archive-unreadable':
      return [
        l10n.t('{path} could not be opened.', { path: arg('path') }),
        l10n.t('Check that it exists and that you may read it.'),
      ];
    case 'archive-truncated':
      return [
        l10n.t('{path} ends too early: the archive is cut off.', { path: arg('path') }),
        l10n.t('Download or save it again.'),
      ];
    case 'archive-invalid':
      return [
        l10n.t('{path} is not an image archive that Strata can read.', { path: arg('path') }),
        l10n.t('Archives of "docker save", and OCI layouts as an archive or a folder, can be opened.'),
      ];
    case 'platform-not-found':
      return [
        l10n.t('The image is not there for {platform}.', { platform: arg('platform') }),
        arg('available') ? l10n.t('It is there for: {available}.', { available: arg('available') }) : '',
      ];
    case 'layer-unreadable':
      return [
        l10n.t('Layer {layer} could not be read.', { layer: arg('layer') }),
        l10n.t('The other layers can still be looked at.'),
      ];
    case 'limit-reached':
      return [
        l10n.t('The image goes over a safety limit: {limit} ({value}).', {
          limit: arg('limit'),
          value: arg('value'),
        }),
        l10n.t('Reading stopped so that the editor stays usable.'),
      ];
    case 'file-unreadable':
      return [
        l10n.t('{path} could not be read.', { path: arg('path') }),
        l10n.t('Check that it exists and that you may read it.'),
      ];
    case 'disk-full':
      return [
        l10n.t('There is no room left in {path}.', { path: arg('path') }),
        l10n.t('Free some space there, then try again.'),
      ];
    case 'credentials-unreadable':
    case 'credentials-unavailable':
    case 'registry-off':
    case 'registry-unlisted':
    case 'registry-unreachable':
    case 'registry-denied':
    case 'registry-not-found':
    case 'registry-quota':
    case 'registry-rate-limited':
    case 'registry-error':
    case 'registry-answer':
      return registryWords(code, args);
    case 'buildx-missing':
      return [
        arg('options')
          ? l10n.t('This build needs "docker buildx" ({options}), which could not be run.', {
              options: arg('options'),
            })
          : l10n.t('"docker buildx" could not be run.'),
        l10n.t(
          'Install the Docker command line with its buildx plugin, or choose what the engine itself can build.',
        ),
      ];
    case 'buildx-needed':
      return [
        l10n.t('The engine itself cannot build with {options}.', { options: arg('options') }),
        l10n.t('Set "strata.build.backend" to "auto" so that "docker buildx" is used for it.'),
      ];
    case 'secret-unreadable':
      return [
        l10n.t('The secret "{id}" could not be read from {place}.', { id: arg('id'), place: arg('place') }),
        l10n.t(
          'Check that the file or environment variable exists, or name another with "Build with Options…".',
        ),
      ];
    case 'build-failed': {
      const trouble = troubleWords(args.kind, arg('name'));
      if (trouble) return trouble;
      return [l10n.t('The build failed.'), l10n.t('The build log shows what the failing step printed.')];
    }
    case 'scanner-missing':
    case 'scanner-failed':
    case 'scanner-unfit':
      return scannerWords(code, args);
    case 'workspace-untrusted':
      return [
        l10n.t('Strata runs nothing in a workspace that is not trusted.'),
        l10n.t('Trust the workspace to build images and to look into those of your engine.'),
      ];
    case 'cancelled':
      return [l10n.t('Cancelled.'), ''];
    case 'internal':
      return [
        l10n.t('Something went wrong inside Strata.'),
        l10n.t('The log of Strata says more; please report it. Trying again is safe.'),
      ];
  }
}

/** What ended a build and what to do about it; undefined where the engine's own words have to do. */
export function troubleText({
  code,
  args = {},
}: Failure): readonly [message: string, advice: string] | undefined {
  return code === 'build-failed' ? troubleWords(args.kind, String(args.name ?? '')) : undefined;
}

function troubleWords(kind: unknown, name: string): readonly [message: string, advice: string] | undefined {
  switch (kind as BuildTroubleKind | undefined) {
    case 'no-space':
      return [
        l10n.t('The engine has no space left on its disk.'),
        l10n.t('Remove images and build cache that nobody needs ("docker system prune"), then build again.'),
      ];
    case 'no-network':
      return [
        name
          ? l10n.t('The engine could not reach {name}.', { name })
          : l10n.t('The engine could not reach the network.'),
        l10n.t('Check its network, proxy and DNS; what is in its cache can be built without.'),
      ];
    case 'unknown-target':
      return [
        l10n.t('The Dockerfile has no stage "{name}".', { name }),
        l10n.t('Choose another target with "Build with Options…".'),
      ];
    case 'missing-source':
      return [
        l10n.t('{name} is not in the build context.', { name: name.replace(/^\//, '') }),
        l10n.t('Check the path, relative to the context, and that .dockerignore does not take it out.'),
      ];
    case 'missing-image':
      return [l10n.t('There is no image {name}.', { name }), l10n.t('Check its name and tag.')];
    case 'unknown-frontend':
      return [
        l10n.t('The frontend {name} of the "# syntax=" line could not be had.', { name }),
        l10n.t('Check its name and the engine’s network, or remove the line to use the engine’s own.'),
      ];
    case 'login-needed':
      return [
        name
          ? l10n.t('The registry lets nobody pull {name} without a login, or has no such image.', { name })
          : l10n.t('The registry wants a login.'),
        l10n.t('Check the name, and log in with "docker login".'),
      ];
    case 'missing-secret':
      return [
        l10n.t('The build needs the secret "{name}", which was not given.', { name }),
        l10n.t('Name its file or environment variable with "Build with Options…".'),
      ];
    case 'ssh-agent':
      return [
        l10n.t('The build needs an SSH agent, and none was given.'),
        l10n.t('Start an agent, add your key with "ssh-add", and give it with "Build with Options…".'),
      ];
    case 'wrong-platform':
      return [
        l10n.t('A program of another processor was to be run.'),
        l10n.t('Build for the engine’s own platform, or install emulation (binfmt) on its machine.'),
      ];
    case 'unknown-builder':
      return [
        l10n.t('docker buildx has no builder "{name}".', { name }),
        l10n.t('Choose another with "Build with Options…", or make it with "docker buildx create".'),
      ];
    case 'builder-unreachable':
      return [
        name
          ? l10n.t('The builder "{name}" could not be reached.', { name })
          : l10n.t('The builder could not be reached.'),
        l10n.t('See whether it runs ("docker buildx ls"), or choose another with "Build with Options…".'),
      ];
    case 'builder-unfit':
      return [
        l10n.t('The engine’s own builder cannot do this: {name}.', { name }),
        l10n.t(
          'Make a builder that can ("docker buildx create --use"), or turn on the containerd image store of the engine.',
        ),
      ];
    case undefined:
      return undefined;
  }
}

function unreachableAdvice(reason: UnreachableReason | (string & {})): string {
  switch (reason) {
    case 'bad-address':
      return l10n.t(
        'An address starts with unix://, npipe://, tcp:// or ssh://. Correct it in the settings.',
      );
    case 'unknown-host':
      return l10n.t('Its host name is not known. Check the address, or choose another Docker context.');
    case 'timeout':
      return l10n.t(
        'See whether Docker hangs or a firewall is in the way, or choose another Docker context.',
      );
    case 'tls':
      return l10n.t('The two do not trust each other. Check the TLS certificates of the Docker context.');
    case 'ssh':
      return l10n.t('Check that "ssh" reaches the host without asking, and that Docker runs there.');
    default:
      return l10n.t('Start Docker, or choose another Docker context.');
  }
}
