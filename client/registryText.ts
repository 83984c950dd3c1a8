import { l10n } from 'vscode';
import type { Failure, FailureCode } from '../protocol/result.ts';

export type RegistryFailure = Extract<FailureCode, `registry-${string}` | `credentials-${string}`>;

/** Failures of registries and of the credentials for them: what is wrong, and what to do about it. */
export function registryWords(
  code: RegistryFailure,
  args: NonNullable<Failure['args']>,
): readonly [message: string, advice: string] {
  const arg = (name: string): string => String(args[name] ?? '');
  const host = arg('host');
  switch (code) {
    case 'credentials-unreadable':
      return [
        l10n.t('The Docker configuration in {path} could not be read.', { path: arg('path') }),
        l10n.t('It must be a JSON object. Correct it, or log in again with "docker login".'),
      ];
    case 'credentials-unavailable':
      return [
        l10n.t('The credential helper {program} did not answer.', { program: arg('program') }),
        l10n.t(
          'Your Docker configuration names it. Install or unlock it, or take it out of the configuration.',
        ),
      ];
    case 'registry-off':
      return [
        l10n.t('Strata does not ask registries: the setting {setting} is off.', {
          setting: 'strata.registry.enable',
        }),
        l10n.t('Switch it on to use them.'),
      ];
    case 'registry-unlisted':
      return [
        l10n.t('{host} does not list its repositories to everyone.', { host }),
        l10n.t('Add the part of it that is yours, such as {example}, or log in to it.', {
          example: `${host}/your-name`,
        }),
      ];
    case 'registry-unreachable':
      return [l10n.t('The registry {host} does not answer.', { host }), unreachable(arg('reason'))];
    case 'registry-denied':
      return [
        l10n.t('{host} refuses you access to {name}.', { host, name: arg('name') }),
        l10n.t(
          'Log in to it, check that your token may read this repository (and write to it, to push), and check the name for a typing mistake.',
        ),
      ];
    case 'registry-not-found':
      return [
        l10n.t('{host} does not have {name}.', { host, name: arg('name') }),
        l10n.t(
          'Check the name and the tag. A private repository is hidden from those who are not logged in.',
        ),
      ];
    case 'registry-quota':
      return [
        l10n.t('{host} has no room left for {name}.', { host, name: arg('name') }),
        l10n.t('Delete old tags there, or ask for a larger quota.'),
      ];
    case 'registry-rate-limited':
      return [
        l10n.t('{host} answers no more for now: too many requests.', { host }),
        Number(arg('seconds')) > 0
          ? l10n.t('Try again in {seconds} seconds. Logging in raises the limit.', {
              seconds: arg('seconds'),
            })
          : l10n.t('Try again later. Logging in raises the limit.'),
      ];
    case 'registry-error':
      return [
        l10n.t('The registry {host} answered with an error ({status}).', { host, status: arg('status') }),
        l10n.t('Try again later.'),
      ];
    case 'registry-answer':
      return [
        l10n.t('The answer of {host} cannot be understood.', { host }),
        l10n.t('Check that a registry answers at this address, and not a proxy or a login page.'),
      ];
  }
}

function unreachable(reason: string): string {
  switch (reason) {
    case 'unknown-host':
      return l10n.t('Its host name is not known. Check the name and your connection.');
    case 'refused':
      return l10n.t('Nobody listens there. Check the address and the port.');
    case 'timeout':
      return l10n.t('It did not answer in time. Check your connection and the proxy settings.');
    case 'tls':
      return l10n.t(
        'Its certificate is not trusted here. Add its authority to your system, or check the proxy settings.',
      );
    default:
      return l10n.t('Check your connection and the proxy settings.');
  }
}
