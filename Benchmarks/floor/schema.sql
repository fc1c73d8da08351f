-- Tables for what pgbench does: an account as wide as a wallet's, and a transfer with two entries.
CREATE TABLE wallet_accounts (
  id uuid PRIMARY KEY, owner_id uuid NOT NULL, code text NOT NULL, unit text NOT NULL,
  may_overdraw boolean NOT NULL, is_closed boolean NOT NULL, debits_pending bigint NOT NULL,
  debits_posted bigint NOT NULL, credits_pending bigint NOT NULL, credits_posted bigint NOT NULL,
  last_sequence bigint NOT NULL, last_hash bytea NOT NULL, UNIQUE (owner_id, code, unit));
INSERT INTO wallet_accounts
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
  ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ajo.wallet', 'NGN', false,
  false, 0, 0, 0, 100000000, 0, decode(repeat('00', 32), 'hex')
FROM generate_series(1, :users) AS n;

CREATE TABLE accounts (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0))
  WITH (fillfactor = 70);
INSERT INTO accounts SELECT n, 100000000000 FROM generate_series(1, :users) AS n;
CREATE TABLE transfers (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), debit bigint NOT NULL, credit bigint NOT NULL,
  amount bigint NOT NULL, posted_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id bigint NOT NULL,
  amount bigint NOT NULL, posted_at timestamptz NOT NULL DEFAULT now());

CREATE FUNCTION transfer(debit bigint, credit bigint, amount bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  rest bigint;
BEGIN
  PERFORM FROM accounts WHERE id IN (debit, credit) ORDER BY id FOR UPDATE;
  UPDATE accounts SET balance = balance + transfer.amount WHERE id = credit;
  UPDATE accounts SET balance = balance - transfer.amount WHERE id = debit
  RETURNING balance INTO rest;
  INSERT INTO transfers (debit, credit, amount)
  VALUES (transfer.debit, transfer.credit, transfer.amount);
  INSERT INTO entries (account_id, amount)
  VALUES (debit, -transfer.amount), (credit, transfer.amount);
  RETURN rest;
END
$$;
ANALYZE;
