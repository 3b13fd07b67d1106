/**
 * Words that only mean something on link types this world does not have (802.11, ATM, SS7, PF's log), and what libpcap
 * says about them on ours.
 */
interface ForeignWord {
  readonly message: string;
  /** What must follow for the word to be read at all. */
  readonly operand?: 'number' | 'name';
}

const entries: [string, ForeignWord][] = [];
for (const word of ['metac', 'bcc', 'sc', 'ilmic', 'lane', 'oam', 'oamf4', 'connectmsg', 'metaconnect'])
  entries.push([word, { message: `'${word}' supported only on raw ATM` }]);
entries.push(['oamf4ec', { message: "'oam4ec' supported only on raw ATM" }]);
entries.push(['oamf4sc', { message: "'oam4sc' supported only on raw ATM" }]);
for (const word of ['vpi', 'vci'])
  entries.push([word, { message: `'${word}' supported only on raw ATM`, operand: 'number' }]);
for (const word of ['fisu', 'lssu', 'msu'])
  entries.push([word, { message: `'${word}' supported only on MTP2` }]);
for (const word of ['hfisu', 'hlssu', 'hmsu'])
  entries.push([word, { message: `'${word}' supported only on MTP2_HSL` }]);
for (const word of ['sio', 'opc', 'dpc', 'sls'])
  for (const name of [word, `h${word}`])
    entries.push([name, { message: `'${word}' supported only on SS7`, operand: 'number' }]);
for (const [word, name] of [
  ['ifname', 'ifname'],
  ['rset', 'ruleset'],
] as const)
  entries.push([word, { message: `${name} supported only on PF linktype`, operand: 'name' }]);
for (const word of ['rnr', 'srnr'])
  entries.push([word, { message: `${word} supported only on PF linktype`, operand: 'number' }]);
for (const word of ['reason', 'action'])
  entries.push([word, { message: `${word} supported only on PF linktype` }]);
for (const word of ['type', 'subtype'])
  entries.push([word, { message: '802.11 link-layer types supported only on 802.11' }]);
entries.push(['dir', { message: 'frame direction supported only with 802.11 headers' }]);

export const otherLinksOnly: ReadonlyMap<string, ForeignWord> = new Map(entries);
