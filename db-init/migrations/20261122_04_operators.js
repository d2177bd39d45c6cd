/** People and programs that use TPEDM, and the record of what they changed. */
export async function up(knex) {
  await knex.raw(`
    CREATE TABLE app_user (
      id            bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT app_user_pkey PRIMARY KEY,
      username      text NOT NULL CONSTRAINT app_user_username_check CHECK (username ~ '^[A-Za-z0-9._@-]{1,64}$'),
      password_hash text NOT NULL,
      role          text NOT NULL CONSTRAINT app_user_role_check CHECK (role IN ('viewer', 'operator', 'administrator')),
      enabled       boolean NOT NULL DEFAULT true,
      session_epoch integer NOT NULL DEFAULT 0,
      created_at    timestamptz NOT NULL DEFAULT now(),
      updated_at    timestamptz NOT NULL DEFAULT now(),
      last_login_at timestamptz
    );
    CREATE UNIQUE INDEX app_user_username_key ON app_user (lower(username));
    COMMENT ON COLUMN app_user.session_epoch IS 'Raised to end every session of the user at once (password, role or enabled changed)';

    CREATE TABLE refresh_token (
      id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT refresh_token_pkey PRIMARY KEY,
      family     uuid NOT NULL,
      user_id    bigint NOT NULL CONSTRAINT refresh_token_user_id_fkey REFERENCES app_user (id) ON DELETE CASCADE,
      token_hash bytea NOT NULL CONSTRAINT refresh_token_token_hash_key UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      used_at    timestamptz
    );
    COMMENT ON TABLE refresh_token IS 'SHA-256 of each refresh token; a second use of one ends its whole family';
    CREATE INDEX refresh_token_family_idx ON refresh_token (family);
    CREATE INDEX refresh_token_user_id_idx ON refresh_token (user_id);
    CREATE INDEX refresh_token_expires_at_idx ON refresh_token (expires_at);

    CREATE TABLE api_token (
      id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT api_token_pkey PRIMARY KEY,
      user_id      bigint NOT NULL CONSTRAINT api_token_user_id_fkey REFERENCES app_user (id) ON DELETE CASCADE,
      name         text NOT NULL,
      role         text NOT NULL CONSTRAINT api_token_role_check CHECK (role IN ('viewer', 'operator', 'administrator')),
      token_hash   bytea NOT NULL CONSTRAINT api_token_token_hash_key UNIQUE,
      created_at   timestamptz NOT NULL DEFAULT now(),
      expires_at   timestamptz,
      last_used_at timestamptz
    );
    CREATE INDEX api_token_user_id_idx ON api_token (user_id);

    CREATE TABLE setup_state (
      singleton   boolean CONSTRAINT setup_state_pkey PRIMARY KEY DEFAULT true CONSTRAINT setup_state_singleton_check CHECK (singleton),
      finished_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE setup_state IS 'One row once the first administrator exists: set-up can be done once only';

    CREATE TABLE audit_log (
      id         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_log_pkey PRIMARY KEY,
      at         timestamptz NOT NULL DEFAULT now(),
      actor      text NOT NULL,
      actor_id   text NOT NULL,
      action     text NOT NULL,
      target     text,
      detail     jsonb NOT NULL DEFAULT '{}',
      address    text,
      request_id text
    );
    COMMENT ON TABLE audit_log IS 'Append only: the services may INSERT and SELECT, a trigger refuses the rest';
    CREATE INDEX audit_log_target_idx ON audit_log (target, id DESC);
    CREATE INDEX audit_log_actor_idx ON audit_log (actor, id DESC);

    CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'audit_log is append only';
    END $$;
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change();
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
