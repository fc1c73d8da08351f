-- Going back forgets the kinds of owners, which costs nothing where they are users or the house.
-- The hashes of entries made with other owners include their kind, and without it would no longer
-- fit: then there is no way back.
DO $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger_accounts
    WHERE last_sequence > 0 AND owner_kind <> CASE
      WHEN owner_id = '00000000-0000-0000-0000-000000000000' THEN 'house' ELSE 'user' END)
  THEN
    RAISE EXCEPTION
      'accounts of circles or companies have entries, which an older schema cannot keep';
  END IF;
END
$$;

CREATE OR REPLACE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
  FOR EACH ROW WHEN (
    NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
    OR NEW.unit <> OLD.unit OR NEW.may_overdraw <> OLD.may_overdraw
    OR NEW.debits_posted < OLD.debits_posted OR NEW.credits_posted < OLD.credits_posted
    OR NEW.last_sequence < OLD.last_sequence)
  EXECUTE FUNCTION ledger_guard_account();

ALTER TABLE ledger_entries DROP COLUMN counterparty_kind;
ALTER TABLE ledger_transfers DROP COLUMN debit_owner_kind, DROP COLUMN credit_owner_kind;
ALTER TABLE ledger_accounts DROP COLUMN owner_kind;
