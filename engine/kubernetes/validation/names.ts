/**
 * Names, labels, ports and addresses: each check gives the list of what is wrong, in the words of
 * k8s.io/apimachinery pkg/util/validation.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { type FieldError, fieldError } from '../api/status.ts';

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label1123Underscore = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const subdomain1123Underscore = `${label1123Underscore}(\\.${label1123Underscore})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

const patterns = {
  label1123: whole(label1123),
  subdomain1123: whole(subdomain1123),
  subdomain1123Underscore: whole(subdomain1123Underscore),
  qualifiedName: whole(qualifiedName),
  labelValue: whole(labelValue),
};

function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

export function maxLength(length: number): string {
  return `must be no more than ${length} characters`;
}

/** So labels say it (content.MaxLenError). */
function maxBytes(length: number): string {
  return `must be no more than ${length} bytes`;
}

export const emptyText = 'must be non-empty';

export function isDns1123Label(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!patterns.label1123.test(value)) {
    // A subdomain is right but for its dots: say the shorter thing.
    errors.push(
      patterns.subdomain1123.test(value)
        ? 'must not contain dots'
        : regexError(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            label1123,
            'my-name',
            '123-abc',
          ),
    );
  }
  return errors;
}

const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';

export function isDns1035Label(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!whole(label1035).test(value))
    errors.push(
      regexError(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        label1035,
        'my-name',
        'abc-123',
      ),
    );
  return errors;
}

export function isDns1123Subdomain(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!patterns.subdomain1123.test(value))
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        subdomain1123,
        'example.com',
      ),
    );
  return errors;
}

export function isDns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!patterns.subdomain1123Underscore.test(value))
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
        subdomain1123Underscore,
        'example.com',
      ),
    );
  return errors;
}

const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** A domain, a slash and a path, as controllers are named. */
export function isDomainPrefixedPath(field: string, value: string): readonly FieldError[] {
  if (value === '') return [fieldError.required(field)];
  const slash = value.indexOf('/');
  const [host, path] = [value.slice(0, slash), value.slice(slash + 1)];
  if (slash <= 0 || path === '')
    return [fieldError.invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const errors = isDns1123Subdomain(host).map((message) => fieldError.invalid(field, host, message));
  return whole(httpPath).test(path)
    ? errors
    : [...errors, fieldError.invalid(field, path, regexError('Invalid path', httpPath))];
}

export function isWildcardSubdomain(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  const pattern = `\\*\\.${subdomain1123}`;
  if (!whole(pattern).test(value))
    errors.push(
      regexError(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        pattern,
        '*.example.com',
      ),
    );
  return errors;
}

/** What a path would not carry (k8s.io/apimachinery pkg/api/validation/path). */
export function isPathSegment(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

export function isQualifiedName(value: string): readonly string[] {
  const errors: string[] = [];
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  const fault = (prefix: string): string =>
    prefix +
    regexError(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      qualifiedName,
      'MyName',
      'my.name',
      '123-abc',
    );
  if (parts.length > 2)
    return [
      `a valid label key ${regexError(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        qualifiedName,
        'MyName',
        'my.name',
        '123-abc',
      )} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') errors.push(`prefix part ${emptyText}`);
    else
      errors.push(
        ...isDns1123Subdomain(prefix).map(
          (message) => `prefix part ${message.replace(/ characters$/, ' bytes')}`,
        ),
      );
  }
  if (name === '') errors.push(`name part ${emptyText}`);
  else if (name.length > 63) errors.push(`name part ${maxBytes(63)}`);
  if (!patterns.qualifiedName.test(name)) errors.push(fault('name part '));
  return errors;
}

export function isLabelValue(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxBytes(63));
  if (!patterns.labelValue.test(value))
    errors.push(
      regexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        labelValue,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  return errors;
}

export function isConfigMapKey(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(value))
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  if (value === '.') errors.push("must not be '.'");
  if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

export function isEnvVarName(value: string): readonly string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  // Relaxed since 1.34: printable ASCII without '='.
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function isPortNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

export function isPortName(name: string): readonly string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(name))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name !== '' && (name.startsWith('-') || name.endsWith('-')))
    errors.push('must not begin or end with a hyphen');
  return errors;
}

/** As IsValidIPForLegacyField: the old, lax parser first, then what it let through. */
export function isIp(value: string): readonly string[] {
  if (
    /^[0-9.]+$/.test(value) &&
    value.split('.').length === 4 &&
    value.split('.').some((part) => /^0[0-9]/.test(part))
  )
    return value.split('.').every((part) => part !== '' && Number(part) <= 255)
      ? ['must not have leading 0s']
      : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  return Address.tryParse(value) === undefined
    ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
    : [];
}

/** As IsValidCIDRForLegacyField with strict validation: the range itself, not an address within it. */
export function isStrictCidr(value: string): readonly string[] {
  const faults = isCidr(value);
  if (faults.length > 0) return faults;
  const prefix = Prefix.parse(value);
  if (/\/0[0-9]/.test(value)) return ['must not have leading 0s in IP or prefix length'];
  if (/^::ffff:/i.test(prefix.address.text)) return ['must not have an IPv4-mapped IPv6 address'];
  return prefix.network.text === prefix.address.text
    ? []
    : ['must not have bits set beyond the prefix length'];
}

export function isCidr(value: string): readonly string[] {
  const prefix = value.includes('/') ? Prefix.tryParse(value) : undefined;
  return prefix === undefined ? ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'] : [];
}
