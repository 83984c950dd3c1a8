import type { EnvironmentName } from '../environment.ts';
import type { LabelName, SignalName } from '../values.ts';

export const signals: Readonly<Record<SignalName, string>> = {
  SIGTERM: 'Asks the program to end; it may finish its work. What `docker stop` sends unless told otherwise.',
  SIGINT: 'What Ctrl+C sends: the program is interrupted.',
  SIGQUIT: 'nginx and PHP-FPM end gracefully on it; many other programs leave a core dump.',
  SIGHUP: 'The terminal went away; many servers read their configuration again instead of ending.',
  SIGUSR1: 'Means what the program says it means.',
  SIGUSR2: 'Means what the program says it means.',
  SIGWINCH: 'The Apache HTTP server ends gracefully on it.',
  SIGKILL: 'Ends the program at once: it can neither refuse nor finish anything.',
  'SIGRTMIN+3': 'systemd shuts the container down in order.',
  SIGABRT: 'The program aborts, usually with a core dump.',
  SIGALRM: 'A timer of the program ran out.',
  SIGCONT: 'A stopped program goes on.',
  SIGPIPE: 'Nobody reads what the program writes any more.',
  SIGSTOP: 'Stops the program where it is, until SIGCONT.',
  SIGTSTP: 'What Ctrl+Z sends: the program may stop until SIGCONT.',
};

export const labels: Readonly<Record<LabelName, string>> = {
  'org.opencontainers.image.title': 'Name for people',
  'org.opencontainers.image.description': 'What the image is for',
  'org.opencontainers.image.source': 'URL of the source code; registries link the image with it',
  'org.opencontainers.image.version': 'Version of the packaged software',
  'org.opencontainers.image.revision': 'Commit of the source code',
  'org.opencontainers.image.created': 'Time of the build (RFC 3339)',
  'org.opencontainers.image.licenses': 'Licences (SPDX expression)',
  'org.opencontainers.image.authors': 'Who is responsible for the image',
  'org.opencontainers.image.url': 'Page with more about the image',
  'org.opencontainers.image.documentation': 'URL of the documentation',
  'org.opencontainers.image.vendor': 'Organisation that ships it',
  'org.opencontainers.image.ref.name': 'Name of the reference',
  'org.opencontainers.image.base.name': 'Name of the base image',
  'org.opencontainers.image.base.digest': 'Digest of the base image',
};

export const environment: Readonly<Record<EnvironmentName, string>> = {
  NODE_ENV: 'Many Node.js libraries leave out debugging aids when it is `production`.',
  NODE_OPTIONS: 'Options that every `node` process takes.',
  NPM_CONFIG_UPDATE_NOTIFIER: '`false`: npm does not look for newer versions of itself.',
  PYTHONUNBUFFERED: 'Output appears in the log at once instead of in blocks.',
  PYTHONDONTWRITEBYTECODE: 'Python leaves no `.pyc` files in the image.',
  PIP_DISABLE_PIP_VERSION_CHECK: 'pip does not look for newer versions of itself.',
  PIP_NO_CACHE_DIR: 'pip keeps no downloads in the image; not needed with a cache mount.',
  UV_COMPILE_BYTECODE: 'uv compiles what it installs, so that the program starts faster.',
  UV_LINK_MODE: '`copy`: needed when the cache of uv is a cache mount.',
  CGO_ENABLED: '`0`: a static Go binary that runs in an empty image.',
  GOFLAGS: 'Flags that every `go` command takes.',
  JAVA_TOOL_OPTIONS: 'Options that every JVM takes, such as its share of the memory of the container.',
  SPRING_PROFILES_ACTIVE: 'Profiles of a Spring application.',
  ASPNETCORE_ENVIRONMENT: 'Environment of an ASP.NET application.',
  ASPNETCORE_HTTP_PORTS: 'Ports on which an ASP.NET application listens.',
  DOTNET_CLI_TELEMETRY_OPTOUT: 'The dotnet command reports nothing to its makers.',
  RAILS_ENV: 'Environment of a Rails application.',
  BUNDLE_WITHOUT: 'Groups of gems that Bundler leaves out.',
  BUNDLE_DEPLOYMENT: 'Bundler takes the lock file as it is.',
  RUST_BACKTRACE: 'A panic tells where it came from.',
  COMPOSER_NO_INTERACTION: 'Composer asks nothing.',
  APP_ENV: 'Environment of a Symfony or Laravel application.',
  PATH: 'Folders in which commands are looked for.',
  PORT: 'Port on which many programs listen by convention.',
  LANG: 'Language and encoding; `C.UTF-8` is in nearly every image.',
  TZ: 'Time zone; the image needs the time zone data.',
};

export const values = {
  port: 'Port {port}',
  usually: 'usually {name}',
  exposed:
    'EXPOSE only tells on which port the program listens. It is reached from outside after `docker run -p`.',
  signal: 'Signal {number}',
} as const;
