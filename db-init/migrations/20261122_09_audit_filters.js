/** The audit log is read newest first, for a period or an action; what somebody did and what was done to something have indexes. */
export async function up(knex) {
  await knex.raw(`
    -- the whole log and any period of it, page by page
    CREATE INDEX audit_log_at_idx ON audit_log (at DESC, id DESC);
    -- every line of one action, page by page: those of a rare one are far apart in the index above
    CREATE INDEX audit_log_action_idx ON audit_log (action, at DESC, id DESC);
  `);
}

export async function down() {
  throw new Error('Migrations go forward only; restore a backup instead');
}
