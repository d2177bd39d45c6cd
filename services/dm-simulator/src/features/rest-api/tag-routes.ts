import type { Call, Reply, Route } from './reply.ts';

type Tag = { prvdName: string; srcName: string; tagName: string; dataType: string; dataUnit: string; access: 'r' | 'rw' };

/** Tags of a gateway with one flow meter behind it. */
export const TAGS: readonly Tag[] = [
  { prvdName: 'system', srcName: 'status', tagName: 'cpuUsage', dataType: 'int32', dataUnit: '%', access: 'r' },
  { prvdName: 'system', srcName: 'status', tagName: 'memoryUsage', dataType: 'int32', dataUnit: '%', access: 'r' },
  { prvdName: 'system', srcName: 'network', tagName: 'networkStatus', dataType: 'string', dataUnit: '', access: 'r' },
  { prvdName: 'system', srcName: 'storage', tagName: 'systemDiskPercent', dataType: 'double', dataUnit: '%', access: 'r' },
  { prvdName: 'modbus_tcp_master', srcName: 'flow-meter-1', tagName: 'flow', dataType: 'float', dataUnit: 'l/s', access: 'r' },
  {
    prvdName: 'modbus_tcp_master',
    srcName: 'flow-meter-1',
    tagName: 'setpoint',
    dataType: 'float',
    dataUnit: 'l/s',
    access: 'rw',
  },
];

const readCount = (text: string | null): number => Math.max(0, Number.parseInt(text ?? '', 10) || 0);

/** @param query provider, source and name filter; limit 0 means all */
function listTags({ query }: Call): Reply {
  const wanted = { prvdName: query.get('provider'), srcName: query.get('source'), tagName: query.get('name') };
  const matches = TAGS.filter((tag) =>
    (['prvdName', 'srcName', 'tagName'] as const).every((key) => !wanted[key] || tag[key] === wanted[key]),
  );
  const limit = readCount(query.get('limit'));
  const offset = readCount(query.get('offset'));
  const data = matches.slice(offset, limit === 0 ? undefined : offset + limit);
  return { status: 200, body: { count: data.length, limit, offset, total: matches.length, data } };
}

export const TAG_ROUTES: readonly Route[] = [{ method: 'GET', pattern: '/tags/list', handle: listTags }];
