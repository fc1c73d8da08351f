-- Fails, and changes nothing, while there are users without an address.
DROP TABLE auth_identities;
ALTER TABLE auth_users
  ADD CONSTRAINT auth_users_check CHECK (deleted_at IS NOT NULL OR email IS NOT NULL);
