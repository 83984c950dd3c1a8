import type { Project } from '../../server/features/templates/project.ts';
import { readMarkedFiles } from '../kit/markers.ts';

/** A project from files in one text; the folders are those of the files. */
export function projectOf(files: string): Project {
  const read = readMarkedFiles(files);
  const paths = new Set<string>();
  for (const { name } of read) {
    paths.add(name);
    const folder = name.slice(0, name.indexOf('/') + 1);
    if (folder !== '') paths.add(folder);
  }
  return { paths: [...paths], texts: new Map(read.map(({ name, text }) => [name, text])) };
}

/** Projects as people have them: the kind that is recognised first, and the files. */
export const PROJECTS: Readonly<Record<string, { readonly kind: string; readonly files: string }>> = {
  'npm with a lock file': {
    kind: 'node',
    files: `-- package.json --
{ "scripts": { "start": "node server.js --port 4000" }, "dependencies": { "express": "^5" }, "engines": { "node": ">=22" } }
-- package-lock.json --
{}
-- server.js --
`,
  },
  'npm without a lock file': { kind: 'node', files: '-- package.json --\n{ "main": "./cli.js" }\n' },
  'a TypeScript server with pnpm': {
    kind: 'node',
    files: `-- package.json --
{ "scripts": { "build": "tsc", "start": "node dist/src/main.js" }, "dependencies": { "fastify": "5" }, "engines": { "node": "^22.1" } }
-- pnpm-lock.yaml --
-- tsconfig.json --
`,
  },
  'Next.js with Yarn 1': {
    kind: 'node',
    files: `-- package.json --
{ "scripts": { "build": "next build", "start": "next start -p 8080" }, "dependencies": { "next": "16", "react": "19" } }
-- yarn.lock --
`,
  },
  'a Vite site with a modern Yarn': {
    kind: 'node',
    files: `-- package.json --
{ "scripts": { "build": "vite build" }, "devDependencies": { "vite": "7" }, "packageManager": "yarn@4.9.1" }
-- yarn.lock --
-- .yarnrc.yml --
-- index.html --
-- .nvmrc --
v22
`,
  },
  'Next.js with npm': {
    kind: 'node',
    files: `-- package.json --
{ "scripts": { "build": "next build", "start": "next start" }, "dependencies": { "next": "16" } }
-- package-lock.json --
-- next.config.mjs --
-- public/logo.svg --
`,
  },
  'a package.json that is broken': { kind: 'node', files: '-- package.json --\n{ "scripts": \n' },
  'FastAPI with uv': {
    kind: 'python',
    files: `-- pyproject.toml --
[project]
requires-python = "~=3.12"
dependencies = ["fastapi>=0.115", "uvicorn"]
-- uv.lock --
-- app/main.py --
`,
  },
  'Django with requirements': {
    kind: 'python',
    files: `-- requirements.txt --
Django==5.2
gunicorn==23.0
-- manage.py --
-- shop/wsgi.py --
`,
  },
  'Flask with Poetry': {
    kind: 'python',
    files: `-- pyproject.toml --
[tool.poetry.dependencies]
flask = "^3"
-- poetry.lock --
-- app.py --
`,
  },
  'a package with Pipenv': {
    kind: 'python',
    files: `-- Pipfile --
[requires]
python_version = "3.11"
-- Pipfile.lock --
-- tool/__main__.py --
`,
  },
  'a Python package that is built': {
    kind: 'python',
    files: '-- pyproject.toml --\n[build-system]\nrequires = ["hatchling"]\n-- main.py --\n',
  },
  'one Python script': { kind: 'python', files: '-- hello.py --\n-- main.py --\n' },
  'a Go server': {
    kind: 'go',
    files: `-- go.mod --
module example.org/x

go 1.26
-- go.sum --
-- main.go --
package main
import "net/http"
func main() { http.ListenAndServe("0.0.0.0:9090", nil) }
`,
  },
  'a Go program below cmd': {
    kind: 'go',
    files: '-- go.mod --\nmodule x\n\ngo 1.22\n-- cmd/tool/main.go --\n-- cmd/tool/ --\n',
  },
  'Spring Boot with Maven': {
    kind: 'java',
    files: `-- pom.xml --
<project><properties><java.version>17</java.version></properties>
<artifactId>spring-boot-starter-actuator</artifactId></project>
-- src/main.java --
`,
  },
  'Spring Boot with Gradle': {
    kind: 'java',
    files: `-- build.gradle.kts --
plugins { id("org.springframework.boot") version "4.0.0" }
java { toolchain { languageVersion = JavaLanguageVersion.of(24) } }
-- settings.gradle.kts --
-- gradlew --
-- gradle/wrapper.properties --
-- src/main.java --
`,
  },
  'Java with Gradle': {
    kind: 'java',
    files: "-- build.gradle --\nsourceCompatibility = '11'\n-- gradle.properties --\n-- src/Main.java --\n",
  },
  'Maven with several modules': {
    kind: 'java',
    files: '-- pom.xml --\n<modules/>\n-- mvnw --\n-- web/pom.xml --\n',
  },
  'ASP.NET in a folder': {
    kind: 'dotnet',
    files: `-- Shop.sln --
-- Shop.Tests/Shop.Tests.csproj --
<Project Sdk="Microsoft.NET.Sdk"><TargetFramework>net9.0</TargetFramework></Project>
-- Web/Shop.Web.csproj --
<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>
`,
  },
  'a .NET program of several projects': {
    kind: 'dotnet',
    files: `-- Main/Main.csproj --
<Project Sdk="Microsoft.NET.Sdk"><ProjectReference Include="../Lib/Lib.csproj" /></Project>
`,
  },
  'a .NET program': {
    kind: 'dotnet',
    files: `-- Tool.fsproj --
<Project Sdk="Microsoft.NET.Sdk"><OutputType>Exe</OutputType><TargetFramework>net6.0</TargetFramework><AssemblyName>tool</AssemblyName></Project>
`,
  },
  'a Rust server': {
    kind: 'rust',
    files: `-- Cargo.toml --
[package]
name = "web-shop"
rust-version = "1.95"

[dependencies]
axum = "0.8"
-- Cargo.lock --
`,
  },
  'a Rust workspace': {
    kind: 'rust',
    files: `-- Cargo.toml --
[workspace]
members = ["a"]

[[bin]]
path = "a/main.rs"
name = "second"
`,
  },
  Laravel: {
    kind: 'php',
    files: `-- composer.json --
{ "require": { "php": "^8.3", "laravel/framework": "^12" } }
-- composer.lock --
-- public/index.php --
-- package.json --
{}
`,
  },
  'plain PHP': { kind: 'php', files: '-- index.php --\n' },
  Rails: {
    kind: 'ruby',
    files: `-- Gemfile --
source "https://rubygems.org"
ruby "3.3.6"
gem "rails", "~> 8.0"
-- Gemfile.lock --
-- package.json --
{}
`,
  },
  Sinatra: {
    kind: 'ruby',
    files: '-- Gemfile --\ngem "sinatra"\n-- app.rb --\n-- .ruby-version --\nruby-3.4.1\n',
  },
  Rack: { kind: 'ruby', files: '-- Gemfile --\ngem "rack"\n-- config.ru --\n' },
  'a site': { kind: 'static', files: '-- index.html --\n-- style.css --\n' },
  'a site in a folder': { kind: 'static', files: '-- public/index.html --\n-- README.md --\n' },
};
