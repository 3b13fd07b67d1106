/**
 * strftime(3) formats in UTC and the C locale. Left out: other locales and time zones.
 */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** @param milliseconds since 1970 */
export function ansiDate(format: string, milliseconds: number): string {
  const date = new Date(milliseconds);
  return format.replace(
    /%([-_0^#]*)(\d*)(:{0,3}[A-Za-z%+])/g,
    (whole, flags: string, width: string, letter: string) => {
      const value = one(letter, date, milliseconds);
      if (value === undefined) return whole;
      let text = value;
      if (flags.includes('-')) text = text.replace(/^[0 ]+(?=.)/, '');
      if (flags.includes('_')) text = text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
      if (flags.includes('^')) text = text.toUpperCase();
      if (width !== '' && letter === 'N') return text.slice(0, Number(width));
      return width === '' ? text : text.padStart(Number(width), '0');
    },
  );
}

function two(value: number, fill = '0'): string {
  return value.toString().padStart(2, fill);
}

function one(letter: string, date: Date, milliseconds: number): string | undefined {
  const day = days[date.getUTCDay()] ?? '';
  const month = months[date.getUTCMonth()] ?? '';
  const hour = date.getUTCHours();
  const clock = `${two(hour)}:${two(date.getUTCMinutes())}`;
  switch (letter) {
    case '%':
      return '%';
    case 'a':
      return day.slice(0, 3);
    case 'A':
      return day;
    case 'b':
    case 'h':
      return month.slice(0, 3);
    case 'B':
      return month;
    case 'c':
      return ansiDate('%a %b %e %H:%M:%S %Y', milliseconds);
    case 'C':
      return two(Math.floor(date.getUTCFullYear() / 100));
    case 'd':
      return two(date.getUTCDate());
    case 'D':
    case 'x':
      return ansiDate('%m/%d/%y', milliseconds);
    case 'e':
      return two(date.getUTCDate(), ' ');
    case 'F':
      return ansiDate('%Y-%m-%d', milliseconds);
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'j':
      return (
        Math.floor(
          (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
            Date.UTC(date.getUTCFullYear(), 0, 1)) /
            86_400_000,
        ) + 1
      )
        .toString()
        .padStart(3, '0');
    case 'k':
      return two(hour, ' ');
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'M':
      return two(date.getUTCMinutes());
    case 'n':
      return '\n';
    case 'N':
      return Math.round((milliseconds % 1000) * 1_000_000)
        .toString()
        .padStart(9, '0');
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'r':
      return ansiDate('%I:%M:%S %p', milliseconds);
    case 'R':
      return clock;
    case 's':
      return Math.floor(milliseconds / 1000).toString();
    case 'S':
      return two(date.getUTCSeconds());
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return `${clock}:${two(date.getUTCSeconds())}`;
    case 'u':
      return (date.getUTCDay() === 0 ? 7 : date.getUTCDay()).toString();
    case 'w':
      return date.getUTCDay().toString();
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'Y':
      return date.getUTCFullYear().toString();
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case 'Z':
      return 'UTC';
    default:
      return undefined;
  }
}
