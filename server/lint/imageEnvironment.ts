/** What is known of the variables that an image sets, from its name alone. */
export interface ImageEnvironment {
  has(name: string): boolean;
  /** False when it may set others too. */
  readonly isComplete: boolean;
}

/** `reference` as in FROM, with or without registry, tag and digest. */
export function imageEnvironment(reference: string): ImageEnvironment {
  if (reference.length > 1024) return UNKNOWN;
  const name = reference
    .replace(/@.*$/s, '')
    .replace(/:[^/]*$/, '')
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '');
  if (PLAIN.has(name)) return { has: () => false, isComplete: true };
  const exact = VARIABLES.get(name);
  if (exact) return { has: variable => exact.has(variable), isComplete: true };
  // What the images of one publisher have in common.
  const shared = VARIABLES.get(name.slice(0, name.lastIndexOf('/') + 1));
  return shared ? { has: variable => shared.has(variable), isComplete: false } : UNKNOWN;
}

const UNKNOWN: ImageEnvironment = { has: () => false, isComplete: false };

/** Images that set PATH only, if at all. */
const PLAIN: ReadonlySet<string> = new Set(
  (
    'scratch alpine debian ubuntu busybox fedora centos rockylinux almalinux amazonlinux archlinux oraclelinux ' +
    'buildpack-deps photon opensuse/leap opensuse/tumbleweed kalilinux/kali-rolling'
  ).split(' '),
);

const JAVA = 'JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL';
const JUPYTER =
  'CONDA_DIR DEBIAN_FRONTEND HOME JUPYTER_PORT LANG LANGUAGE LC_ALL NB_GID NB_UID NB_USER SHELL XDG_CACHE_HOME';
const PHP =
  'PHPIZE_DEPS PHP_INI_DIR PHP_CFLAGS PHP_CPPFLAGS PHP_LDFLAGS GPG_KEYS PHP_VERSION PHP_URL PHP_ASC_URL ' +
  'PHP_SHA256 APACHE_CONFDIR APACHE_ENVVARS';

/** The variables of widely used images, over their versions. */
const VARIABLES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'mcr.microsoft.com/dotnet/':
      'APP_UID ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS ASPNET_VERSION DOTNET_VERSION DOTNET_SDK_VERSION ' +
      'DOTNET_RUNNING_IN_CONTAINER DOTNET_USE_POLLING_FILE_WATCHER DOTNET_GENERATE_ASPNET_CERTIFICATE ' +
      'DOTNET_NOLOGO NUGET_XMLDOC_MODE POWERSHELL_DISTRIBUTION_CHANNEL',
    amazoncorretto: JAVA,
    'denoland/deno': 'DENO_DIR DENO_VERSION DENO_INSTALL_ROOT DENO_USE_CGROUPS',
    'eclipse-temurin': JAVA,
    elixir: 'ELIXIR_VERSION OTP_VERSION REBAR3_VERSION LANG',
    erlang: 'OTP_VERSION REBAR3_VERSION REBAR_VERSION LANG',
    golang: 'GOLANG_VERSION GOPATH GOTOOLCHAIN',
    gradle: `${JAVA} GRADLE_HOME GRADLE_VERSION`,
    haproxy: 'HAPROXY_VERSION HAPROXY_URL HAPROXY_SHA256',
    httpd: 'HTTPD_PREFIX HTTPD_VERSION HTTPD_SHA256 HTTPD_PATCHES',
    'jenkins/jenkins':
      'JENKINS_HOME JENKINS_SLAVE_AGENT_PORT JENKINS_VERSION JENKINS_UC JENKINS_UC_EXPERIMENTAL REF JAVA_HOME ' +
      'JENKINS_INCREMENTALS_REPO_MIRROR COPY_REFERENCE_FILE_LOG LANG',
    'jupyter/': JUPYTER,
    'quay.io/jupyter/': JUPYTER,
    'nvidia/':
      'CUDA_VERSION LD_LIBRARY_PATH LIBRARY_PATH NVARCH NVIDIA_DRIVER_CAPABILITIES NVIDIA_VISIBLE_DEVICES',
    julia: 'JULIA_PATH JULIA_GPG JULIA_VERSION',
    mariadb: 'MARIADB_VERSION GOSU_VERSION LANG',
    maven: `${JAVA} MAVEN_HOME MAVEN_CONFIG`,
    mongo: 'MONGO_MAJOR MONGO_VERSION MONGO_PACKAGE MONGO_REPO GOSU_VERSION JSYAML_VERSION HOME',
    mysql: 'MYSQL_MAJOR MYSQL_VERSION MYSQL_SHELL_VERSION GOSU_VERSION',
    nginx: 'NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION',
    node: 'NODE_VERSION YARN_VERSION',
    openjdk: JAVA,
    'oven/bun': 'BUN_INSTALL_BIN BUN_RUNTIME_TRANSPILER_CACHE_PATH',
    php: PHP,
    postgres: 'PGDATA PG_MAJOR PG_VERSION PG_SHA256 GOSU_VERSION LANG DOCKER_PG_LLVM_DEPS',
    python:
      'LANG GPG_KEY PYTHON_VERSION PYTHON_SHA256 PYTHON_PIP_VERSION PYTHON_SETUPTOOLS_VERSION ' +
      'PYTHON_GET_PIP_URL PYTHON_GET_PIP_SHA256',
    'r-base': 'LANG LC_ALL R_BASE_VERSION',
    redis: 'REDIS_VERSION REDIS_DOWNLOAD_URL REDIS_DOWNLOAD_SHA GOSU_VERSION',
    ruby:
      'LANG RUBY_MAJOR RUBY_VERSION RUBY_DOWNLOAD_URL RUBY_DOWNLOAD_SHA256 GEM_HOME BUNDLE_APP_CONFIG ' +
      'BUNDLE_SILENCE_ROOT_WARNING',
    rust: 'RUSTUP_HOME CARGO_HOME RUST_VERSION',
    tomcat:
      `${JAVA} CATALINA_HOME TOMCAT_NATIVE_LIBDIR LD_LIBRARY_PATH TOMCAT_MAJOR TOMCAT_VERSION TOMCAT_SHA512 ` +
      'GPG_KEYS',
    wordpress: PHP,
  }).map(([image, names]) => [image, new Set(names.split(' '))]),
);
