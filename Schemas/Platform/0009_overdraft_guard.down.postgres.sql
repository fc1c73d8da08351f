CREATE OR REPLACE TRIGGER ledger_accounts_guarded BEFORE UPDATE ON ledger_accounts
  FOR EACH ROW WHEN (
    NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id OR NEW.code <> OLD.code
    OR NEW.unit <> OLD.unit OR NEW.debits_posted < OLD.debits_posted
    OR NEW.credits_posted < OLD.credits_posted OR NEW.last_sequence < OLD.last_sequence)
  EXECUTE FUNCTION ledger_guard_account();
