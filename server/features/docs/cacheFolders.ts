export interface CacheFolder {
  readonly path: string;
  /** Matches the names of images that have the program. */
  readonly images: RegExp;
}

const named = (names: string): RegExp => new RegExp(`(?:^|/)(?:${names})(?:[-/]|$)`);

/** Folders in which package managers of root keep what they have fetched. */
export const CACHE_FOLDERS: readonly CacheFolder[] = [
  { path: '/root/.npm', images: named('node') },
  { path: '/root/.cache/pip', images: named('python') },
  { path: '/root/.cache/uv', images: named('python|uv') },
  { path: '/go/pkg/mod', images: named('golang|go') },
  { path: '/root/.cache/go-build', images: named('golang|go') },
  { path: '/usr/local/cargo/registry', images: named('rust') },
  { path: '/root/.m2', images: named('maven|openjdk|eclipse-temurin|amazoncorretto') },
  { path: '/root/.gradle', images: named('gradle|openjdk|eclipse-temurin|amazoncorretto') },
  { path: '/root/.nuget/packages', images: named('dotnet|sdk') },
  { path: '/root/.composer/cache', images: named('php|composer') },
  { path: '/usr/local/bundle/cache', images: named('ruby') },
  { path: '/usr/local/share/.cache/yarn', images: named('node') },
  { path: '/root/.bun/install/cache', images: named('bun') },
  { path: '/var/cache/apt', images: named('debian|ubuntu|buildpack-deps') },
  { path: '/var/lib/apt', images: named('debian|ubuntu|buildpack-deps') },
  { path: '/var/cache/apk', images: named('alpine') },
  { path: '/var/cache/dnf', images: named('fedora|rockylinux|almalinux|ubi[89]|amazonlinux') },
  { path: '/root/.cache', images: named('scratch') },
];
