/**
 * `isNewer` and `foldSubscribed` of packages/domain, in SQL: makes the CTE `changed` of the CTE `candidate`. Rows are locked in the
 * order of their keys, so that two merges at once cannot block each other, and compared as locked, not as the statement first saw
 * them. LATERAL and `= 1` let the planner expect few rows, so that it looks each up by its key instead of reading the whole table.
 */
export const MERGE_CTES = `
  decided AS (
    SELECT candidate.*, locked.status AS was_status, locked.ready AS was_ready,
      candidate.session_connected_at_ms IS NOT NULL AND (locked.session_connected_at_ms IS NULL
        OR (candidate.session_connected_at_ms, candidate.session_rank) > (locked.session_connected_at_ms, locked.session_rank)
      ) AS newer_session,
      candidate.subscribed_at_ms IS NOT NULL AND (locked.subscribed_at_ms IS NULL
        OR (candidate.subscribed_at_ms, candidate.input_root = 'tpe') > (locked.subscribed_at_ms, locked.input_root = 'tpe')
      ) AS newer_subscription
    FROM (SELECT * FROM candidate ORDER BY clientid) AS candidate
    CROSS JOIN LATERAL (SELECT * FROM device_presence WHERE device_presence.clientid = candidate.clientid FOR UPDATE) AS locked
  ), changed AS (
    UPDATE device_presence AS stored SET
      session_connected_at_ms = CASE WHEN newer_session THEN decided.session_connected_at_ms ELSE stored.session_connected_at_ms END,
      session_rank = CASE WHEN newer_session THEN decided.session_rank ELSE stored.session_rank END,
      status = CASE WHEN newer_session THEN decided.status ELSE stored.status END,
      since = CASE WHEN newer_session THEN decided.since ELSE stored.since END,
      reason = CASE WHEN newer_session THEN decided.reason ELSE stored.reason END,
      evidence = CASE WHEN newer_session THEN decided.evidence ELSE stored.evidence END,
      subscribed_at_ms = CASE WHEN newer_subscription THEN decided.subscribed_at_ms ELSE stored.subscribed_at_ms END,
      input_root = CASE WHEN newer_subscription THEN decided.input_root ELSE stored.input_root END
    FROM decided
    WHERE stored.clientid = decided.clientid AND (newer_session OR newer_subscription)::integer = 1
    RETURNING stored.clientid, stored.status, decided.was_status, stored.ready, decided.was_ready
  )`;
