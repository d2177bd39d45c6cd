/** When each session began, so that it can end for good however often it is renewed. */
export async function up(knex) {
  await knex.raw(`
    ALTER TABLE refresh_token ADD COLUMN session_started_at timestamptz NOT NULL DEFAULT now();
    COMMENT ON COLUMN refresh_token.session_started_at IS 'The same in all tokens of a family';
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
