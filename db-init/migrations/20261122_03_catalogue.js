/** The catalogue of operations. Built-in entries carry a seed_key, by which an upgrade finds them again. */
export async function up(knex) {
  await knex.raw(`
    CREATE TABLE dm_category (
      id       bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dm_category_pkey PRIMARY KEY,
      name     text NOT NULL CONSTRAINT dm_category_name_key UNIQUE CONSTRAINT dm_category_name_check CHECK (length(name) BETWEEN 1 AND 128),
      position integer NOT NULL DEFAULT 0,
      built_in boolean NOT NULL DEFAULT false
    );
    CREATE TABLE dm_operation (
      id           bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dm_operation_pkey PRIMARY KEY,
      category_id  bigint NOT NULL CONSTRAINT dm_operation_category_id_fkey REFERENCES dm_category (id) ON DELETE CASCADE,
      name         text NOT NULL CONSTRAINT dm_operation_name_check CHECK (length(name) BETWEEN 1 AND 200),
      method       text NOT NULL CONSTRAINT dm_operation_method_check CHECK (method IN ('GET', 'PUT', 'POST', 'PATCH', 'DELETE')),
      path         text NOT NULL CONSTRAINT dm_operation_path_check CHECK (path LIKE '/%'),
      path_params  jsonb NOT NULL DEFAULT '{}',
      query        jsonb NOT NULL DEFAULT '{}',
      request_body jsonb,
      dangerous    boolean NOT NULL DEFAULT false,
      position     integer NOT NULL DEFAULT 0,
      seed_key     text CONSTRAINT dm_operation_seed_key_key UNIQUE,
      CONSTRAINT dm_operation_category_id_name_key UNIQUE (category_id, name)
    );
    COMMENT ON COLUMN dm_operation.seed_key IS 'Set on entries delivered with the product, null on the customer''s own';
    -- is this call in the catalogue, and dangerous?
    CREATE INDEX dm_operation_method_path_idx ON dm_operation (method, path);
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
