-- Settings that are changed while servers run.

-- A row for each setting that was ever changed. Without a value the default counts again. Rows are
-- never removed, and each change raises a version: the sum of the versions tells of every change.
CREATE TABLE platform_settings (
  context    text NOT NULL,
  key        text NOT NULL,
  value      text,
  version    bigint NOT NULL CHECK (version > 0),
  updated_at timestamptz NOT NULL,
  updated_by uuid,
  PRIMARY KEY (context, key)
);

-- Every value that a setting had.
CREATE TABLE platform_settings_history (
  context    text NOT NULL,
  key        text NOT NULL,
  version    bigint NOT NULL CHECK (version > 0),
  value      text,
  updated_at timestamptz NOT NULL,
  updated_by uuid,
  PRIMARY KEY (context, key, version)
);
CREATE TRIGGER platform_settings_history_immutable
  BEFORE UPDATE OR DELETE ON platform_settings_history
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER platform_settings_history_kept BEFORE TRUNCATE ON platform_settings_history
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();
