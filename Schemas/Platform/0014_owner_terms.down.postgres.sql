DROP INDEX ledger_accounts_owners;
