/**
 * A list of kernel parameters with the values a new network namespace has, written as `name value` by directory, so that
 * it stays short to load (struct ctl_table).
 */

export type ParameterValue = number | string;

/** Directory, and `name value` each, separated by `;`. */
export type ParameterText = readonly (readonly [directory: string, text: string])[];

export class Parameters {
  /** Of the namespace itself, by dotted name. */
  readonly plain: ReadonlyMap<string, ParameterValue>;
  /** Below each device's directory, and `all` and `default`: by directory (`net.ipv4.conf`), then leaf. */
  readonly ofDevice: ReadonlyMap<string, ReadonlyMap<string, ParameterValue>>;

  constructor(plain: ParameterText, ofDevice: ParameterText = []) {
    this.plain = new Map(
      plain.flatMap(([directory, text]) =>
        read(text).map(([leaf, value]) => [`${directory}.${leaf}`, value] as const),
      ),
    );
    this.ofDevice = new Map(ofDevice.map(([directory, text]) => [directory, new Map(read(text))]));
  }
}

function read(text: string): readonly (readonly [string, ParameterValue])[] {
  return text.split(';').map((line) => {
    const space = line.indexOf(' ');
    const value = space < 0 ? '' : line.slice(space + 1);
    return [space < 0 ? line : line.slice(0, space), /^-?\d{1,15}$/.test(value) ? Number(value) : value];
  });
}
