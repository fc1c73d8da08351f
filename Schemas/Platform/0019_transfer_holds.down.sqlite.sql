DROP INDEX ledger_transfers_holds;
