/** Devices: their MQTT login, what people call them, and what is known of their presence. */
export async function up(knex) {
  await knex.raw(`
    CREATE FUNCTION tags_text(tags text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
      AS $$ SELECT array_to_string(tags, ' ') $$;
    COMMENT ON FUNCTION tags_text IS 'array_to_string for text, which unlike other types never depends on a setting';

    CREATE TABLE mqtt_user (
      id            bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT mqtt_user_pkey PRIMARY KEY,
      clientid      text NOT NULL CONSTRAINT mqtt_user_clientid_key UNIQUE
                    CONSTRAINT mqtt_user_clientid_check CHECK (clientid ~ '^[A-Za-z0-9._-]{1,64}$'),
      username      text NOT NULL CONSTRAINT mqtt_user_username_check CHECK (length(username) BETWEEN 1 AND 128),
      algorithm     text NOT NULL CONSTRAINT mqtt_user_algorithm_check CHECK (algorithm IN ('sha256', 'bcrypt')),
      password_hash text NOT NULL,
      salt          text NOT NULL DEFAULT '',
      enabled       boolean NOT NULL DEFAULT true,
      created_at    timestamptz NOT NULL DEFAULT now(),
      updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE mqtt_user IS 'MQTT login of each device; read by mqtt_authenticate() only';
    COMMENT ON COLUMN mqtt_user.password_hash IS 'sha256: hex of sha256(password || salt); bcrypt: the crypt() string';

    CREATE TABLE clientid_profile (
      clientid           text CONSTRAINT clientid_profile_pkey PRIMARY KEY
                         CONSTRAINT clientid_profile_clientid_fkey REFERENCES mqtt_user (clientid) ON DELETE CASCADE,
      name               text NOT NULL DEFAULT '',
      tags               text[] NOT NULL DEFAULT '{}',
      model_name         text,
      serial_number      text,
      host_name          text,
      firmware_version   text,
      bios_version       text,
      thingspro_version  text,
      profile_updated_at timestamptz,
      created_at         timestamptz NOT NULL DEFAULT now(),
      updated_at         timestamptz NOT NULL DEFAULT now(),
      search_text        text NOT NULL GENERATED ALWAYS AS (
                           lower(clientid || ' ' || name || ' ' || tags_text(tags) || ' ' || coalesce(model_name, '') || ' '
                                 || coalesce(serial_number, '') || ' ' || coalesce(host_name, ''))) STORED
    );
    COMMENT ON TABLE clientid_profile IS 'A device: what people call it and what it last said of itself';
    COMMENT ON COLUMN clientid_profile.search_text IS 'All that people type into the search box, in lower case';

    CREATE TABLE device_report (
      clientid    text CONSTRAINT device_report_pkey PRIMARY KEY
                  CONSTRAINT device_report_clientid_fkey REFERENCES clientid_profile (clientid) ON DELETE CASCADE,
      general     jsonb NOT NULL,
      received_at timestamptz NOT NULL
    );
    COMMENT ON TABLE device_report IS 'Word for word answer to GET /device/general; apart from clientid_profile to keep that narrow';

    CREATE TABLE device_presence (
      clientid                text CONSTRAINT device_presence_pkey PRIMARY KEY
                              CONSTRAINT device_presence_clientid_fkey REFERENCES clientid_profile (clientid) ON DELETE CASCADE,
      status                  text NOT NULL DEFAULT 'never'
                              CONSTRAINT device_presence_status_check CHECK (status IN ('online', 'offline', 'never')),
      session_connected_at_ms bigint,
      session_rank            smallint,
      since                   timestamptz,
      reason                  text,
      evidence                jsonb,
      subscribed_at_ms        bigint,
      input_root              text CONSTRAINT device_presence_input_root_check CHECK (input_root IN ('tpe', 'tpedm')),
      ready                   boolean NOT NULL GENERATED ALWAYS AS (
                                status = 'online' AND subscribed_at_ms IS NOT NULL
                                AND subscribed_at_ms >= session_connected_at_ms) STORED
    ) WITH (fillfactor = 70);
    COMMENT ON TABLE device_presence IS 'Newest known session of each device; folded by the rule of packages/domain presence.ts';
    COMMENT ON COLUMN device_presence.session_connected_at_ms IS 'Key of the session, milliseconds of the broker''s clock';
  `);
  await knex.raw(`
    -- search box
    CREATE INDEX clientid_profile_search_idx ON clientid_profile USING gin (search_text gin_trgm_ops);
    -- sorted lists, keyset by (column, clientid); a device that never connected has been so since for ever
    CREATE INDEX clientid_profile_name_idx ON clientid_profile (name, clientid);
    CREATE INDEX clientid_profile_created_at_idx ON clientid_profile (created_at, clientid);
    CREATE INDEX device_presence_status_idx ON device_presence (status, clientid);
    CREATE INDEX device_presence_since_idx ON device_presence (coalesce(since, '-infinity'), clientid);
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
