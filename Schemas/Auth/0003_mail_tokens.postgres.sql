-- The tokens that mails carry: to set a new password, and to show that an address is one's own.

CREATE TABLE auth_mail_tokens (
  hash       bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  user_id    uuid NOT NULL REFERENCES auth_users (id),
  purpose    text NOT NULL CHECK (purpose IN ('password_reset', 'email_verification')),
  -- Where the mail went: the token counts while this is the user's address.
  email      text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX auth_mail_tokens_user ON auth_mail_tokens (user_id, purpose);
CREATE INDEX auth_mail_tokens_expiry ON auth_mail_tokens (expires_at);
