-- The double-entry ledger: accounts with running totals, transfers, and one entry a side.

CREATE TABLE ledger_accounts (
  id              uuid PRIMARY KEY,
  owner_id        uuid NOT NULL,
  code            text NOT NULL,
  unit            text NOT NULL,
  may_overdraw    boolean NOT NULL,
  is_closed       boolean NOT NULL DEFAULT false,
  debits_pending  bigint NOT NULL DEFAULT 0 CHECK (debits_pending >= 0),
  debits_posted   bigint NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
  credits_pending bigint NOT NULL DEFAULT 0 CHECK (credits_pending >= 0),
  credits_posted  bigint NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
  last_sequence   bigint NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  last_hash       bytea NOT NULL CHECK (octet_length(last_hash) = 32),
  opened_at       timestamptz NOT NULL,
  CONSTRAINT ledger_accounts_terms UNIQUE (owner_id, code, unit),
  CONSTRAINT ledger_accounts_overdraft
    CHECK (may_overdraw OR debits_pending + debits_posted <= credits_posted)
) WITH (fillfactor = 70);

-- Transfers and entries name accounts without a foreign key: they are written only under the
-- accounts' row locks, accounts are never deleted, and the check would double a posting's cost.
CREATE TABLE ledger_transfers (
  id                   uuid PRIMARY KEY,
  debit_account_id     uuid NOT NULL,
  credit_account_id    uuid NOT NULL,
  amount               bigint NOT NULL CHECK (amount BETWEEN 1 AND 1000000000000000),
  unit                 text NOT NULL,
  kind                 text NOT NULL,
  note                 text,
  debit_owner_id       uuid NOT NULL,
  credit_owner_id      uuid NOT NULL,
  debit_sequence       bigint NOT NULL,
  credit_sequence      bigint NOT NULL,
  debit_balance_after  bigint NOT NULL,
  credit_balance_after bigint NOT NULL,
  posted_at            timestamptz NOT NULL,
  CHECK (debit_account_id <> credit_account_id)
);

CREATE TABLE ledger_entries (
  account_id            uuid NOT NULL,
  sequence              bigint NOT NULL CHECK (sequence > 0),
  transfer_id           uuid NOT NULL,
  amount                bigint NOT NULL CHECK (amount <> 0),
  balance_after         bigint NOT NULL,
  counterparty_owner_id uuid NOT NULL,
  kind                  text NOT NULL,
  note                  text,
  posted_at             timestamptz NOT NULL,
  hash                  bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (account_id, sequence)
);

CREATE TABLE ledger_refusals (
  transfer_id uuid PRIMARY KEY,
  refusal     text NOT NULL,
  refused_at  timestamptz NOT NULL
);

CREATE FUNCTION atrium_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'AT001';
END
$$;

CREATE TRIGGER ledger_transfers_immutable BEFORE UPDATE OR DELETE ON ledger_transfers
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_transfers_kept BEFORE TRUNCATE ON ledger_transfers
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_entries_immutable BEFORE UPDATE OR DELETE ON ledger_entries
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_entries_kept BEFORE TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_refusals_immutable BEFORE UPDATE OR DELETE ON ledger_refusals
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_refusals_kept BEFORE TRUNCATE ON ledger_refusals
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_accounts_kept BEFORE DELETE ON ledger_accounts
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER ledger_accounts_not_truncated BEFORE TRUNCATE ON ledger_accounts
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();

-- Totals only grow, and what an account is never changes.
CREATE FUNCTION ledger_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_accounts keeps its terms and its totals' USING ERRCODE = 'AT001';
END
$$;
CREATE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
  FOR EACH ROW WHEN (
    NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
    OR NEW.unit <> OLD.unit OR NEW.debits_posted < OLD.debits_posted
    OR NEW.credits_posted < OLD.credits_posted OR NEW.last_sequence < OLD.last_sequence)
  EXECUTE FUNCTION ledger_guard_account();
