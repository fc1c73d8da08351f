-- Accounts belong to users, circles, companies, the house: an owner is a kind and an id. Old
-- accounts are the house's or a user's, which the id tells. Transfers and entries are never changed,
-- so there a kind is NULL where the id tells it.

ALTER TABLE ledger_accounts ADD COLUMN owner_kind text NOT NULL DEFAULT 'user';
UPDATE ledger_accounts SET owner_kind = 'house'
WHERE owner_id = '00000000-0000-0000-0000-000000000000';
ALTER TABLE ledger_transfers ADD COLUMN debit_owner_kind text, ADD COLUMN credit_owner_kind text;
ALTER TABLE ledger_entries ADD COLUMN counterparty_kind text;

CREATE OR REPLACE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
  FOR EACH ROW WHEN (
    NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id
    OR NEW.owner_kind <> OLD.owner_kind OR NEW.code <> OLD.code
    OR NEW.unit <> OLD.unit OR NEW.may_overdraw <> OLD.may_overdraw
    OR NEW.debits_posted < OLD.debits_posted OR NEW.credits_posted < OLD.credits_posted
    OR NEW.last_sequence < OLD.last_sequence)
  EXECUTE FUNCTION ledger_guard_account();
