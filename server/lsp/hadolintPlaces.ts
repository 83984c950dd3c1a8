import { join } from 'node:path';

/** Where hadolint looks for a user's own configuration, in its order. */
export function ownHadolintFiles(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { HOME: home, XDG_CONFIG_HOME: config, LOCALAPPDATA: local } = env;
  const bases = [
    ...(config ? [join(config, 'hadolint')] : []),
    ...(local ? [join(local, 'hadolint')] : []),
    ...(home
      ? [
          join(home, '.config/hadolint'),
          join(home, '.hadolint/hadolint'),
          join(home, 'hadolint/config'),
          join(home, '.hadolint'),
        ]
      : []),
  ];
  return bases.flatMap(base => [`${base}.yaml`, `${base}.yml`]);
}
