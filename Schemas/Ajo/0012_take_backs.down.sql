DROP TABLE ajo_debts;
DROP TABLE ajo_take_backs;
