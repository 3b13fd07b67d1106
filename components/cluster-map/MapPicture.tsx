/** The map as drawn. Everything that can be chosen carries its id in the tree; keys and clicks are the map's business. */
import type { ReactElement, ReactNode } from 'react';
import type { DrawnDevice, DrawnPod, DrawnRoom, DrawnService, MapLayout } from './map-layout.ts';
import type { MapService } from '../../engine/lab/view/map.ts';
import { roleWords } from './map-tree.ts';

/** Of the map's small type. */
const letterWidth = 6.3;

interface PictureProps {
  readonly layout: MapLayout;
  readonly chosen: string;
  readonly className: string;
}

export function MapPicture({ layout, chosen, className }: PictureProps): ReactElement {
  const { width, height, rooms, services, lan, outside } = layout;
  return (
    <svg
      className={`cm-picture ${className}`}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
      aria-hidden="true"
    >
      {lan !== undefined && (
        <g className="cm-lan">
          <rect x={lan.x} y={lan.y} width={lan.width} height={lan.height} rx={2} />
          {lan.width > 100 && (
            <text x={lan.x + lan.width - 4} y={lan.y + 20} textAnchor="end">
              {lan.name}
            </text>
          )}
        </g>
      )}
      {rooms.map((room) => (
        <Room key={room.machine.name} room={room} chosen={chosen} />
      ))}
      {outside.map((d) => (
        <path key={d} className="cm-cable" data-up="true" d={d} />
      ))}
      {services.map((drawn) => (
        <Service key={drawn.service.id} drawn={drawn} chosen={chosen} />
      ))}
    </svg>
  );
}

interface ChoosableProps {
  readonly id: string;
  readonly chosen: string;
  readonly className: string;
  readonly children: ReactNode;
}

function Choosable({ id, chosen, className, children }: ChoosableProps): ReactElement {
  return (
    <g className={className} data-item={id} data-chosen={id === chosen}>
      {children}
    </g>
  );
}

function Room({ room, chosen }: { readonly room: DrawnRoom; readonly chosen: string }): ReactElement {
  const { machine, x, y, width, height, pods, crowd, bridges, devices, rails, uplink } = room;
  const address = machine.interfaces.find(({ name }) => name === 'eth0')?.addresses[0];
  return (
    <>
      {uplink !== undefined && <path className="cm-cable" data-up={uplink.up} d={uplink.path} />}
      <Choosable id={`machine/${machine.name}`} chosen={chosen} className={`cm-room cm-${machine.role}`}>
        <rect x={x} y={y} width={width} height={height} rx={3} />
        <text className="cm-name" x={x + 12} y={y + 21}>
          {machine.name}
        </text>
        <text className="cm-note" x={x + 12} y={y + 37}>
          {address ?? roleWords[machine.role]}
        </text>
        {machine.podRange !== undefined && (
          <text className="cm-range" x={x + width - 12} y={y + 37} textAnchor="end">
            {machine.podRange}
          </text>
        )}
        <text className={machine.ready ? 'cm-note' : 'cm-bad'} x={x + width - 12} y={y + 21} textAnchor="end">
          {machine.ready ? shortRole[machine.role] : 'NotReady'}
        </text>
      </Choosable>
      {rails.map(([at, top, bottom]) => (
        <path
          key={at}
          className="cm-cable"
          data-up="true"
          d={`M${String(at)} ${String(top)}V${String(bottom)}`}
        />
      ))}
      {crowd.map((line, at) => (
        <text
          key={line}
          className="cm-note"
          x={x + 12 + (at % 2) * (width / 2)}
          y={y + 64 + Math.floor(at / 2) * 44}
        >
          {line}
        </text>
      ))}
      {bridges.map((drawn) => (
        <Device key={drawn.device.id} drawn={drawn} chosen={chosen} className="cm-bridge" />
      ))}
      {devices.map((drawn) => (
        <Device
          key={drawn.device.id}
          drawn={drawn}
          chosen={chosen}
          className={`cm-device cm-kind-${drawn.device.kind}`}
        />
      ))}
      {pods.map((drawn) => (
        <Pod key={drawn.pod.id} drawn={drawn} chosen={chosen} />
      ))}
    </>
  );
}

const shortRole = {
  'control-plane': 'control plane',
  worker: 'worker',
  router: 'router',
  outside: 'outside',
  switch: 'switch',
};

function Pod({ drawn, chosen }: { readonly drawn: DrawnPod; readonly chosen: string }): ReactElement {
  const { pod, x, y, width, height, rail, cableUp } = drawn;
  const letters = Math.floor((width - 22) / letterWidth);
  return (
    <>
      {pod.interfaces.length > 0 && (
        <path
          className="cm-cable"
          data-up={cableUp}
          d={`M${String(x + width)} ${String(y + height / 2)}H${String(rail)}`}
        />
      )}
      <Choosable
        id={`pod/${pod.id}`}
        chosen={chosen}
        className={pod.interfaces.length > 0 ? 'cm-pod' : 'cm-pod cm-hostpod'}
      >
        <rect x={x} y={y} width={width} height={height} rx={2} data-ready={pod.ready} />
        <text className="cm-podname" x={x + 7} y={y + 15}>
          {shortened(pod.name, letters)}
        </text>
        <text className={pod.ready ? 'cm-address' : 'cm-bad'} x={x + 7} y={y + 29}>
          {pod.ready ? (pod.address ?? pod.status) : shortened(pod.status, letters)}
        </text>
        {pod.interfaces.length > 0 && (
          <rect className="cm-port" x={x + width - 3} y={y + height / 2 - 4} width={6} height={8} />
        )}
      </Choosable>
    </>
  );
}

/** A name says who it is first: the hash of its template goes, then its own tail, before the name itself is cut. */
function shortened(name: string, letters: number): string {
  const plain = name.replace(/-[0-9a-f]{6,10}(-[a-z0-9]{5})$/, '$1');
  if (plain.length <= letters) return plain;
  const base = plain.replace(/-[a-z0-9]{5}$/, '');
  return base.length <= letters ? base : `${base.slice(0, letters - 1)}…`;
}

/** The whole first port where there is room; else the likely protocol goes first, then the target's port. */
function serviceText({ clusterIp, type, ports: [port = ''] }: MapService, letters: number): string {
  const texts = [port, port.replace('/TCP', ''), port.replace(/→.*/, '')].map(
    (text) => `${clusterIp ?? type} ${text}`,
  );
  return texts.find((text) => text.length <= letters) ?? `${texts[0]?.slice(0, letters - 1) ?? ''}…`;
}

/** More arrows than this are drawn only for the Service that is chosen. */
const few = 5;

interface DeviceProps {
  readonly drawn: DrawnDevice;
  readonly chosen: string;
  readonly className: string;
}

function Device({ drawn: { device, x, y, width, height }, chosen, className }: DeviceProps): ReactElement {
  const isRail = height < 30;
  return (
    <Choosable id={`interface/${device.id}`} chosen={chosen} className={className}>
      <rect x={x} y={y} width={width} height={height} rx={2} data-up={device.up} />
      <text className="cm-devname" x={x + 7} y={y + 14}>
        {device.name}
        {isRail && device.addresses[0] !== undefined && (
          <tspan className="cm-address"> {device.addresses[0]}</tspan>
        )}
        {!device.up && <tspan className="cm-bad"> down</tspan>}
      </text>
      {!isRail && (
        <text className="cm-address" x={x + 7} y={y + 27}>
          {device.addresses[0] ?? device.kind}
        </text>
      )}
    </Choosable>
  );
}

function Service({ drawn, chosen }: { readonly drawn: DrawnService; readonly chosen: string }): ReactElement {
  const { service, x, y, width, height, arrows } = drawn;
  const id = `service/${service.id}`;
  const ready = service.endpoints.filter((endpoint) => endpoint.ready).length;
  return (
    <>
      <g className="cm-points" data-chosen={id === chosen}>
        {(arrows.length <= few || id === chosen) &&
          arrows.map((d) => <path key={d} d={d} markerEnd="url(#cm-arrow)" />)}
      </g>
      <Choosable id={id} chosen={chosen} className="cm-service">
        <rect x={x} y={y} width={width} height={height} rx={3} />
        <text className="cm-name" x={x + 10} y={y + 17}>
          {service.name}
        </text>
        <text className={ready === 0 ? 'cm-bad' : 'cm-note'} x={x + width - 10} y={y + 17} textAnchor="end">
          {ready === 0 ? 'no endpoints' : `${String(ready)} ready`}
        </text>
        <text className="cm-address" x={x + 10} y={y + 32}>
          {serviceText(service, Math.floor((width - 18) / letterWidth))}
        </text>
      </Choosable>
    </>
  );
}
