/**
 * A line of iptables-restore as words: separated by blanks, double quotes hold blanks together, a backslash inside
 * quotes takes the next character as it is (add_param_to_argv of iptables/xshared.c).
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  let isOpen = false;
  for (let at = 0; at < line.length; at++) {
    let character = line.charAt(at);
    if (isQuoted) {
      if (character === '\\' && at + 1 < line.length) character = line.charAt(++at);
      else if (character === '"') {
        isQuoted = false;
        continue;
      }
    } else if (character === '"') {
      isQuoted = true;
      isOpen = true;
      continue;
    } else if (character === ' ' || character === '\t') {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
      continue;
    }
    word += character;
    isOpen = true;
  }
  if (isQuoted) word += '\n';
  if (isOpen) words.push(word);
  return words;
}
