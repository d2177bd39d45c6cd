/** Commands (the outbox) and the history of events, in monthly partitions. */
export async function up(knex) {
  await knex.raw(`
    CREATE TABLE dm_command (
      id               bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dm_command_pkey PRIMARY KEY,
      clientid         text NOT NULL CONSTRAINT dm_command_clientid_fkey REFERENCES clientid_profile (clientid) ON DELETE CASCADE,
      method           text NOT NULL CONSTRAINT dm_command_method_check CHECK (method IN ('GET', 'PUT', 'POST', 'PATCH', 'DELETE')),
      path             text NOT NULL,
      body             jsonb,
      state            text NOT NULL DEFAULT 'queued' CONSTRAINT dm_command_state_check
                       CHECK (state IN ('queued', 'sent', 'succeeded', 'failed', 'expired', 'canceled')),
      status_code      integer,
      response         jsonb,
      error            text,
      late_response    jsonb,
      created_at       timestamptz NOT NULL DEFAULT now(),
      sent_at          timestamptz,
      finished_at      timestamptz,
      expires_at       timestamptz NOT NULL,
      claimed_until    timestamptz,
      attempts         integer NOT NULL DEFAULT 0,
      requested_by     text NOT NULL,
      requester_id     text NOT NULL,
      idempotency_key  text,
      CONSTRAINT dm_command_finished_check
        CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'expired', 'canceled')))
    );
    COMMENT ON TABLE dm_command IS 'One REST call on one device; its id is the request-id on the wire';
    COMMENT ON COLUMN dm_command.claimed_until IS 'Lease of the worker that is publishing the command';
    COMMENT ON COLUMN dm_command.attempts IS 'How often a worker began to publish it; an answer counts only after the first';
    COMMENT ON COLUMN dm_command.requester_id IS 'user:ID, token:ID or system; the scope of idempotency_key';

    -- newest commands of one device
    CREATE INDEX dm_command_clientid_idx ON dm_command (clientid, id DESC);
    -- newest commands in one state, of all devices
    CREATE INDEX dm_command_state_idx ON dm_command (state, id DESC);
    -- the sender's queue and the open commands of a device
    CREATE INDEX dm_command_open_idx ON dm_command (clientid, id) WHERE state IN ('queued', 'sent');
    CREATE INDEX dm_command_queued_idx ON dm_command (id) WHERE state = 'queued';
    -- the expiry sweep
    CREATE INDEX dm_command_expiry_idx ON dm_command (expires_at) WHERE state IN ('queued', 'sent');
    -- retention of finished commands
    CREATE INDEX dm_command_finished_idx ON dm_command (finished_at) WHERE finished_at IS NOT NULL;
    CREATE UNIQUE INDEX dm_command_idempotency_key ON dm_command (requester_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

    CREATE TABLE device_event (
      event_id    uuid NOT NULL,
      occurred_at timestamptz NOT NULL,
      clientid    text NOT NULL,
      kind        text NOT NULL,
      detail      jsonb NOT NULL,
      CONSTRAINT device_event_pkey PRIMARY KEY (event_id, occurred_at)
    ) PARTITION BY RANGE (occurred_at);
    COMMENT ON TABLE device_event IS 'What the broker reported, once each; the key makes a repeated delivery harmless';
    -- newest events of one device
    CREATE INDEX device_event_clientid_idx ON device_event (clientid, occurred_at DESC, event_id DESC);
    -- a broker clock that is wrong by years must not lose the event
    CREATE TABLE device_event_other PARTITION OF device_event DEFAULT;
  `);
  await knex.raw(`
    CREATE FUNCTION device_event_maintain(keep_months integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      month date;
      old record;
    BEGIN
      IF keep_months < 1 THEN RAISE EXCEPTION 'keep_months must be at least 1'; END IF;
      PERFORM pg_advisory_xact_lock(hashtext('device_event_maintain'));
      FOR month IN SELECT generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '2 months', interval '1 month') LOOP
        CONTINUE WHEN to_regclass(format('device_event_%s', to_char(month, 'YYYY_MM'))) IS NOT NULL;
        CONTINUE WHEN EXISTS (SELECT FROM device_event_other WHERE occurred_at >= month AND occurred_at < month + interval '1 month');
        EXECUTE format('CREATE TABLE device_event_%s PARTITION OF device_event FOR VALUES FROM (%L) TO (%L)',
                       to_char(month, 'YYYY_MM'), month::timestamptz, (month + interval '1 month')::timestamptz);
      END LOOP;
      FOR old IN
        SELECT inhrelid::regclass::text AS name FROM pg_inherits
        WHERE inhparent = 'device_event'::regclass AND inhrelid::regclass::text ~ '^device_event_[0-9]{4}_[0-9]{2}$'
          AND to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') < date_trunc('month', now()) - make_interval(months => keep_months)
      LOOP
        EXECUTE format('DROP TABLE %I', old.name);
      END LOOP;
      DELETE FROM device_event_other WHERE occurred_at < now() - make_interval(months => keep_months);
    END $$;
    COMMENT ON FUNCTION device_event_maintain IS 'Makes the partitions of the months to come and drops those past keep_months';
    REVOKE ALL ON FUNCTION device_event_maintain FROM PUBLIC;
    SELECT device_event_maintain(12);
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
