-- Whether an account may be overdrawn belongs to its terms: whoever could switch it on could spend
-- what is not there, and the books would still add up.
DROP TRIGGER ledger_accounts_guarded;
CREATE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
WHEN NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
  OR NEW.unit <> OLD.unit OR NEW.may_overdraw <> OLD.may_overdraw
  OR NEW.debits_posted < OLD.debits_posted OR NEW.credits_posted < OLD.credits_posted
  OR NEW.last_sequence < OLD.last_sequence
BEGIN SELECT RAISE(ABORT, 'AT001: ledger_accounts keeps its terms and its totals'); END;
