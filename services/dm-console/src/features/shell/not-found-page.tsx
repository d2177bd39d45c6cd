import { NothingHere } from '../../ui/nothing-here.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

export const NotFoundPage = () => (
  <>
    <PageHeader title="Page not found" />
    <NothingHere title="There is nothing at this address" description="The link may be old, or a letter is missing." />
  </>
);
