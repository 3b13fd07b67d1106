import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { labResponder } from '../../linux/program/http/lab.ts';
import { nginxResponder } from '../../linux/program/http/nginx.ts';
import { httpServer } from '../../linux/program/http/server.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { wget } from './wget.ts';

function world() {
  const two = pair();
  start(two.other, { program: httpServer({ port: 80, respond: labResponder('web-1') }) });
  start(two.other, { program: httpServer({ port: 8080, respond: nginxResponder }) });
  two.clock.runUntil(second);
  return (words: string) => {
    const { text, process } = finish(two.one, {
      program: wget.program,
      arguments: ['wget', ...words.split(' ')],
    });
    return {
      text: text.replace(/:\d{5}\n/, ':PORT\n').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME'),
      status: process.exit?.status,
    };
  };
}

describe('wget', () => {
  test('prints a page and nothing else with -qO-', () => {
    expect(world()('-qO- http://10.0.0.2')).toEqual({
      status: 0,
      text: 'Hostname: web-1\nServer address: 10.0.0.2:80\nClient address: 10.0.0.1:PORT\n',
    });
  });

  test('tells what it does', () => {
    const { text } = world()('-O /dev/null http://10.0.0.2/');
    expect(text).toContain(
      '--TIME--  http://10.0.0.2/\nConnecting to 10.0.0.2:80... connected.\nHTTP request sent, awaiting response... 200 OK\nLength: 75 [text/plain]\nSaving to: ‘/dev/null’\n',
    );
    expect(text).toMatch(/TIME \(.*\) - ‘\/dev\/null’ saved \[75\/75\]\n\n$/);
  });

  test('fails with its own words and statuses', () => {
    const run = world();
    expect(run('http://10.0.0.2:81/')).toEqual({
      status: 4,
      text: '--TIME--  http://10.0.0.2:81/\nConnecting to 10.0.0.2:81... failed: Connection refused.\n',
    });
    expect(run('-q http://10.0.0.2:8080/nosuch')).toEqual({ status: 8, text: '' });
    expect(run('-nv http://10.0.0.2:8080/nosuch').text).toBe(
      'http://10.0.0.2:8080/nosuch:\nTIME ERROR 404: Not Found.\n',
    );
    expect(run('--foo').text).toBe(
      "wget: unrecognized option '--foo'\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    );
    expect(run('-r http://10.0.0.2/').text).toBe('wget: not simulated: --recursive\n');
    expect(run('-T 1 -t 2 http://10.0.0.9/').text).toContain(
      'failed: Connection timed out.\nRetrying.\n\n--TIME--  (try: 2)  http://10.0.0.9/\n',
    );
  });

  test('-S shows what the server says, however quiet wget is', () => {
    expect(world()('-q -S -O /dev/null http://10.0.0.2:8080/').text).toMatch(/^ {2}HTTP\/1.1 200 OK\n/);
    expect(world()('-nv --spider http://10.0.0.2:8080/').text).toMatch(
      /URL: http:\/\/10.0.0.2:8080\/ 200 OK\n$/,
    );
  });

  test('--spider only asks', () => {
    expect(world()('--spider http://10.0.0.2:8080/').text).toContain(
      'Length: 615 [text/html]\nRemote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n',
    );
  });
});
