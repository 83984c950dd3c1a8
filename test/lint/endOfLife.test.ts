import assert from 'node:assert/strict';
import { endedLine } from '../../server/lint/endOfLife.ts';

const nameOf = (image: string): string | undefined => {
  const [name = '', tag = ''] = image.split(':');
  return endedLine(`library/${name}`, tag)?.name;
};

describe('lines that have come to their end', () => {
  it('are known by the beginning of the tag', () => {
    for (const [image, name] of [
      ['debian:10', 'Debian 10'],
      ['debian:10.13-slim', 'Debian 10'],
      ['debian:buster-20240612', 'Debian Buster'],
      ['ubuntu:18.04', 'Ubuntu 18.04'],
      ['ubuntu:bionic-20230530', 'Ubuntu Bionic'],
      ['alpine:3.12.12', 'Alpine 3.12'],
      ['node:14', 'Node.js 14'],
      ['node:14.21.3-alpine3.17', 'Node.js 14'],
      ['python:2.7.18', 'Python 2.7'],
      ['python:2', 'Python 2'],
      ['ruby:2.7-slim', 'Ruby 2'],
      ['php:7.4-fpm', 'PHP 7'],
      ['postgres:9.6', 'PostgreSQL 9'],
      ['mysql:5.7', 'MySQL 5.7'],
    ] as const) {
      assert.equal(nameOf(image), name, image);
    }
  });

  it('are known as the system below another image', () => {
    assert.equal(nameOf('node:24-buster-slim'), 'Debian Buster');
    assert.equal(nameOf('golang:1.25-alpine3.12'), 'Alpine 3.12');
    assert.equal(nameOf('eclipse-temurin:21-jdk-focal'), 'Ubuntu Focal');
  });

  it('are not those that only look alike', () => {
    for (const image of [
      'debian:13',
      'debian:trixie-slim',
      'debian:1',
      'debian:100',
      'ubuntu:24.04',
      'ubuntu:latest',
      'alpine:3',
      'alpine:3.22',
      'alpine:edge',
      'node:24',
      'node:140',
      'node:lts-alpine',
      'python:3.13',
      'python:3.70',
      'ruby:3.4',
      'php:8.4-apache',
      'postgres:17-alpine',
      'mysql:8.4',
      'example:9-7',
    ]) {
      assert.equal(nameOf(image), undefined, image);
    }
    assert.equal(endedLine('example/debian', '10'), undefined);
  });

  it('have a day each', () => {
    for (const tag of ['10', 'buster', '9'])
      assert.match(endedLine('library/debian', tag)?.ended ?? '', /^\d{4}-\d\d-\d\d$/);
  });
});
