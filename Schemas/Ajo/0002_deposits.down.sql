DROP TABLE ajo_deposits;
DROP TABLE ajo_cards;
DROP TABLE ajo_customers;
