import { EmptyState } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRouter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import type { Device, Page } from '@tpedm/domain';
import { lazy, type ReactNode, Suspense } from 'react';
import { NoMatch } from '../../ui/no-match.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Pager } from '../../ui/pager.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ReasonedButton } from '../../ui/reasoned-button.tsx';
import { useForbiddenReason } from '../session/session-api.ts';
import { deviceListQuery } from './device-api.ts';
import { DeviceFilters } from './device-filters.tsx';
import type { DeviceSearch } from './device-search.ts';
import { DeviceTable } from './device-table.tsx';

/** Most visits only look. */
const RegisterDialog = lazy(() => import('./register-dialog.tsx').then((module) => ({ default: module.RegisterDialog })));

const route = getRouteApi('/app/devices');

export function DeviceListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const devices = useQuery(deviceListQuery(search));
  const [isRegistering, registering] = useDisclosure(false);
  const forbidden = useForbiddenReason()('device:write');
  const isFiltered = search.search !== undefined || search.status !== undefined;

  /** A change of the filter or the order begins on the first page again. */
  const refine = (change: { search?: string; status?: DeviceSearch['status'] | null; sort?: DeviceSearch['sort'] }) =>
    void navigate({
      replace: true,
      search: ({ cursor: _dropped, ...known }) =>
        Object.fromEntries(Object.entries({ ...known, ...change }).filter(([, value]) => value)) as DeviceSearch,
    });
  const registerButton = (
    <ReasonedButton disabledReason={forbidden} onClick={registering.open} leftSection={<IconPlus size={16} aria-hidden />}>
      Register device
    </ReasonedButton>
  );
  return (
    <>
      <PageHeader title="Devices" actions={registerButton} />
      <DeviceFilters value={search} onChange={refine} />
      <QueryView query={devices} what="devices" lines={8}>
        {(page) =>
          page.items.length > 0 ? (
            <>
              <DeviceTable
                devices={page.items}
                sort={search.sort ?? 'clientid'}
                onSort={(sort) => refine({ sort })}
                isOld={devices.isPlaceholderData}
              />
              <DevicePager page={page} />
            </>
          ) : (
            <NoDevices isFiltered={isFiltered} onClear={() => void navigate({ search: {} })} action={registerButton} />
          )
        }
      </QueryView>
      <Suspense>
        <RegisterDialog opened={isRegistering} onClose={registering.close} />
      </Suspense>
    </>
  );
}

function DevicePager({ page }: { page: Page<Device> }) {
  const { cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const trail = useLocation({ select: ({ state }) => state.trail });
  const goTo = (next: string[]) =>
    void navigate({
      search: ({ cursor: _left, ...known }) => ({ ...known, ...(next.length > 0 && { cursor: next.at(-1) ?? '' }) }),
      state: { trail: next },
    });
  const { nextCursor } = page;
  return (
    <Pager
      total={page.total}
      shown={page.items.length}
      what={['device', 'devices']}
      isFirst={cursor === undefined}
      onFirst={() => goTo([])}
      onPrevious={cursor !== undefined && trail ? () => goTo(trail.slice(0, -1)) : null}
      onNext={nextCursor === null ? null : () => goTo([...(trail ?? (cursor ? [cursor] : [])), nextCursor])}
    />
  );
}

type NoDevicesProps = { isFiltered: boolean; onClear: () => void; action: ReactNode };

function NoDevices({ isFiltered, onClear, action }: NoDevicesProps) {
  if (isFiltered) {
    return <NoMatch title="No device matches" description="Nothing fits the search and the status together." onClear={onClear} />;
  }
  return (
    <EmptyState
      py="xl"
      icon={<IconRouter size={40} stroke={1.3} aria-hidden />}
      title="No devices yet"
      description="Register a gateway, type the settings you are shown into its MQTT client, and see it come online here."
    >
      <EmptyState.Actions>{action}</EmptyState.Actions>
    </EmptyState>
  );
}
