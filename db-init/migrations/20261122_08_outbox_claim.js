/**
 * A worker's turn: it notes what it has sent, and takes what to send next. Functions because every command waits for this: it is one
 * round trip and one commit, and its statements are planned once, which takes several times as long as running them.
 *
 * Noting: an answer may have been quicker, then it has noted that the command was sent. Or a cancellation: a final state stays as it is
 * and only learns when the command was sent.
 *
 * Claiming begins when the lock is held, to see all that was claimed before. A command is left alone while an earlier one of its
 * device is claimed, or is not looked at, so that they go out in the order of their ids.
 */
export async function up(knex) {
  await knex.raw(`
    CREATE FUNCTION outbox_note_sent(ids bigint[]) RETURNS void
      LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      DECLARE noted bigint[];
      BEGIN
        WITH changed AS (
          UPDATE dm_command AS command SET
            state = CASE WHEN state = 'queued' THEN 'sent' ELSE state END, sent_at = least(now(), finished_at), claimed_until = NULL
          FROM (SELECT id FROM dm_command WHERE id = ANY (ids) ORDER BY id FOR UPDATE) AS locked
          WHERE command.id = locked.id AND sent_at IS NULL
          RETURNING command.id
        )
        SELECT array_agg(id) INTO noted FROM changed;
        -- a notice has less than 8,000 bytes
        PERFORM pg_notify('tpedm_live', json_build_object('type', 'command.updated', 'keys', json_agg(id::text))::text)
        FROM unnest(noted) WITH ORDINALITY AS told (id, place) GROUP BY place / 100;
      END $$;
    COMMENT ON FUNCTION outbox_note_sent IS 'Notes that commands were published, and tells of those that change';
    REVOKE ALL ON FUNCTION outbox_note_sent FROM PUBLIC;

    CREATE FUNCTION outbox_claim(sent_ids bigint[], max_commands integer, lease_ms integer, after_id bigint)
      RETURNS TABLE (id bigint, clientid text, method text, path text, body jsonb, expires_at timestamptz, attempts integer,
                     input_root text, session_connected_at_ms bigint, subscribed_at_ms bigint)
      LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
      #variable_conflict use_column
      BEGIN
        PERFORM outbox_note_sent(sent_ids) WHERE cardinality(sent_ids) > 0;
        PERFORM pg_advisory_xact_lock(hashtextextended('outbox.claim', 0));
        RETURN QUERY WITH next AS (
          SELECT command.id, presence.input_root, presence.session_connected_at_ms, presence.subscribed_at_ms
          FROM dm_command AS command
          JOIN device_presence AS presence ON presence.clientid = command.clientid AND presence.ready
          JOIN mqtt_user AS login ON login.clientid = command.clientid AND login.enabled
          WHERE command.state = 'queued' AND command.id > after_id AND command.expires_at > now()
            AND (command.claimed_until IS NULL OR command.claimed_until < now())
            AND NOT EXISTS (
              SELECT FROM dm_command AS earlier
              WHERE earlier.clientid = command.clientid AND earlier.state = 'queued' AND earlier.id < command.id
                AND earlier.expires_at > now() AND (earlier.claimed_until >= now() OR earlier.id <= after_id))
          ORDER BY command.id LIMIT max_commands
          FOR UPDATE OF command SKIP LOCKED
        )
        UPDATE dm_command AS command
        SET claimed_until = now() + lease_ms * interval '1 millisecond', attempts = command.attempts + 1
        FROM next WHERE command.id = next.id
        RETURNING command.id, command.clientid, command.method, command.path, command.body, command.expires_at, command.attempts,
          next.input_root, next.session_connected_at_ms, next.subscribed_at_ms;
      END $$;
    COMMENT ON FUNCTION outbox_claim IS 'Notes sent_ids as sent; claims queued commands of ready, enabled devices for lease_ms, those after after_id only';
    REVOKE ALL ON FUNCTION outbox_claim FROM PUBLIC;
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
