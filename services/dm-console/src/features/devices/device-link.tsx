import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** The clientid of a device, leading to its page. */
export function DeviceLink({ clientid }: { clientid: string }) {
  return (
    <Anchor className="mono" renderRoot={(props) => <Link {...props} to="/devices/$clientid" params={{ clientid }} />}>
      {clientid}
    </Anchor>
  );
}
