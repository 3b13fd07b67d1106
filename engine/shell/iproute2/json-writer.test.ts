import { describe, expect, it } from 'vitest';
import { Decimal, JsonWriter } from './json-writer.ts';

function write(pretty: boolean): string {
  const json = new JsonWriter(pretty);
  json.startArray();
  json.startObject();
  json.name('ifindex');
  json.value(2);
  json.name('flags');
  json.startArray();
  json.value('UP');
  json.value('LOWER_UP');
  json.endArray();
  json.name('cache');
  json.startArray();
  json.endArray();
  json.name('timer');
  json.value(new Decimal(0, 2));
  json.endObject();
  json.startObject();
  json.endObject();
  json.endArray();
  return json.text;
}

describe("iproute2's JSON", () => {
  it('has no space at all', () => {
    expect(write(false)).toBe('[{"ifindex":2,"flags":["UP","LOWER_UP"],"cache":[],"timer":0.00},{}]');
  });

  it('indents objects with -p and keeps arrays of words on a line', () => {
    expect(write(true)).toBe(
      `[ {
        "ifindex": 2,
        "flags": [ "UP","LOWER_UP" ],
        "cache": [ ],
        "timer": 0.00
    },{} ]`,
    );
  });

  it('escapes what would break it', () => {
    const json = new JsonWriter(false);
    json.value('a"b\\\n');
    expect(json.text).toBe('"a\\"b\\\\\\n"');
  });
});
