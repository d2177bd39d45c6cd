/** Where a session is used, so that its person can tell it from one that is not theirs. */
export async function up(knex) {
  await knex.raw(`
    ALTER TABLE refresh_token ADD COLUMN address text, ADD COLUMN user_agent text;
    COMMENT ON COLUMN refresh_token.address IS 'Who asked for this token; null when it was made before this was noted';
    COMMENT ON COLUMN refresh_token.user_agent IS 'What the browser called itself then';
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
