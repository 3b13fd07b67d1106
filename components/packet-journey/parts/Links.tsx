/** What can be taken along: the flow as a capture file, a link to this step. */
import { type ReactElement, useState } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import { stepHash } from '../use-step-link.ts';

interface LinksProps {
  readonly id: string;
  readonly model: JourneyModel;
  readonly current: number;
}

export function Links({ id, model, current }: LinksProps): ReactElement {
  const [told, tell] = useState('');
  const copy = async () => {
    const address = new URL(location.href);
    address.hash = stepHash(id, current);
    try {
      await navigator.clipboard.writeText(address.href);
      tell('Link copied.');
    } catch {
      location.hash = address.hash;
      tell('The link is in the address bar.');
    }
  };
  const save = async () => {
    const { captureFile, download } = await import('../capture-file.ts');
    download(`${id}.pcap`, captureFile(model), 'application/vnd.tcpdump.pcap');
    tell('Saved as a capture file for Wireshark or tcpdump -r.');
  };
  return (
    <div className="pj-links">
      <span role="status">{told}</span>
      <button type="button" className="pj-link" onClick={() => void copy()}>
        Copy link to this step
      </button>
      <button type="button" className="pj-link" onClick={() => void save()}>
        Download pcap
      </button>
    </div>
  );
}
