import type { HttpMethod } from '@tpedm/domain';
import classes from './method-tag.module.css';

/** The method of a call; reading looks calmer than changing. */
export function MethodTag({ method }: { method: HttpMethod }) {
  return (
    <span className={classes.tag} data-method={method}>
      {method}
    </span>
  );
}
