-- What users are told. A notification is in the database of the context that tells it; preferences
-- are in the platform's.
CREATE TABLE platform_notifications (
  id         uuid PRIMARY KEY,
  user_id    uuid NOT NULL,
  context    text NOT NULL,
  event      text NOT NULL,
  title      text NOT NULL,
  body       text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('action_required', 'info', 'success')),
  priority   text NOT NULL CHECK (priority IN ('high', 'normal')),
  action_url text,
  created_at timestamptz NOT NULL,
  read_at    timestamptz
) WITH (fillfactor = 90);
CREATE INDEX platform_notifications_user ON platform_notifications (user_id, id);
CREATE INDEX platform_notifications_unread ON platform_notifications (user_id, id)
  WHERE read_at IS NULL;

CREATE TABLE platform_notification_preferences (
  user_id    uuid PRIMARY KEY,
  content    text NOT NULL,
  version    bigint NOT NULL CHECK (version > 0),
  updated_at timestamptz NOT NULL
);
