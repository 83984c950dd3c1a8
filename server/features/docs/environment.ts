/** A variable that programs in containers obey. */
export interface EnvironmentFacts {
  /** What people usually set it to, the best first. */
  readonly values: readonly string[];
  /** Matches the names of the base images for which it is of use; undefined: any. */
  readonly images?: RegExp;
}

const NODE = /(?:^|\/)(?:node|bun|deno)\b/;
const PYTHON = /(?:^|\/)(?:python|pypy|uv)\b|miniconda|jupyter/;
const GO = /(?:^|\/)golang\b/;
const JAVA = /java|jdk|jre|temurin|corretto|maven|gradle|tomcat/;
const DOTNET = /(?:^|\/)dotnet\b/;
const RUBY = /(?:^|\/)(?:ruby|jruby)\b/;
const RUST = /(?:^|\/)rust\b/;
const PHP = /(?:^|\/)(?:php|composer)\b/;

/** Variables worth offering in ENV. */
export const ENVIRONMENT = {
  NODE_ENV: { values: ['production', 'development'], images: NODE },
  NODE_OPTIONS: { values: ['--enable-source-maps', '--max-old-space-size=512'], images: NODE },
  NPM_CONFIG_UPDATE_NOTIFIER: { values: ['false'], images: NODE },
  PYTHONUNBUFFERED: { values: ['1'], images: PYTHON },
  PYTHONDONTWRITEBYTECODE: { values: ['1'], images: PYTHON },
  PIP_DISABLE_PIP_VERSION_CHECK: { values: ['1'], images: PYTHON },
  PIP_NO_CACHE_DIR: { values: ['1'], images: PYTHON },
  UV_COMPILE_BYTECODE: { values: ['1'], images: PYTHON },
  UV_LINK_MODE: { values: ['copy'], images: PYTHON },
  CGO_ENABLED: { values: ['0', '1'], images: GO },
  GOFLAGS: { values: ['-trimpath', '-mod=readonly'], images: GO },
  JAVA_TOOL_OPTIONS: { values: ['-XX:MaxRAMPercentage=75'], images: JAVA },
  SPRING_PROFILES_ACTIVE: { values: ['production'], images: JAVA },
  ASPNETCORE_ENVIRONMENT: { values: ['Production', 'Development'], images: DOTNET },
  ASPNETCORE_HTTP_PORTS: { values: ['8080'], images: DOTNET },
  DOTNET_CLI_TELEMETRY_OPTOUT: { values: ['1'], images: DOTNET },
  RAILS_ENV: { values: ['production', 'development'], images: RUBY },
  BUNDLE_WITHOUT: { values: ['development:test'], images: RUBY },
  BUNDLE_DEPLOYMENT: { values: ['1'], images: RUBY },
  RUST_BACKTRACE: { values: ['1'], images: RUST },
  COMPOSER_NO_INTERACTION: { values: ['1'], images: PHP },
  APP_ENV: { values: ['production', 'prod'], images: PHP },
  PATH: { values: ['/app/bin:$PATH'] },
  PORT: { values: ['8080', '3000'] },
  LANG: { values: ['C.UTF-8'] },
  TZ: { values: ['UTC', 'Europe/Paris'] },
} as const satisfies Readonly<Record<string, EnvironmentFacts>>;
export type EnvironmentName = keyof typeof ENVIRONMENT;

export function findEnvironment(name: string): EnvironmentFacts | undefined {
  return Object.hasOwn(ENVIRONMENT, name) ? ENVIRONMENT[name as EnvironmentName] : undefined;
}

/** Users without rights that widely used images bring along; `pattern` matches the image's name. */
export const IMAGE_USERS: readonly { readonly pattern: RegExp; readonly user: string }[] = [
  { pattern: /(?:^|\/)node$/, user: 'node' },
  { pattern: /(?:^|\/)bun$/, user: 'bun' },
  { pattern: /(?:^|\/)deno$/, user: 'deno' },
  { pattern: /(?:^|\/)nginx(?:-unprivileged)?$/, user: 'nginx' },
  { pattern: /(?:^|\/)(?:httpd|php|wordpress|drupal)$/, user: 'www-data' },
  { pattern: /(?:^|\/)postgres$/, user: 'postgres' },
  { pattern: /(?:^|\/)(?:mysql|mariadb)$/, user: 'mysql' },
  { pattern: /(?:^|\/)redis$/, user: 'redis' },
  { pattern: /(?:^|\/)valkey$/, user: 'valkey' },
  { pattern: /(?:^|\/)mongo$/, user: 'mongodb' },
  { pattern: /(?:^|\/)rabbitmq$/, user: 'rabbitmq' },
  { pattern: /(?:^|\/)memcached$/, user: 'memcache' },
  { pattern: /(?:^|\/)haproxy$/, user: 'haproxy' },
  { pattern: /(?:^|\/)jenkins$/, user: 'jenkins' },
  { pattern: /(?:^|\/)elasticsearch$/, user: 'elasticsearch' },
  { pattern: /(?:^|\/)gradle$/, user: 'gradle' },
  { pattern: /(?:^|\/)ubuntu$/, user: 'ubuntu' },
  { pattern: /(?:^|\/)dotnet\//, user: '$APP_UID' },
  { pattern: /(?:^|\/)distroless\//, user: 'nonroot' },
  { pattern: /^cgr\.dev\/chainguard\//, user: 'nonroot' },
];
