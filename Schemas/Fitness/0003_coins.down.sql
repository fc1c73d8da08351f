DROP TABLE fitness_coin_transactions;
DROP TABLE fitness_wallets;
