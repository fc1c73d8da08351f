ALTER TABLE fitness_reward_products DROP COLUMN oversold_units;
ALTER TABLE fitness_reward_products DROP COLUMN is_withdrawn_by_shop;
ALTER TABLE fitness_reward_products DROP COLUMN shop_coin_price;
DROP TABLE fitness_shopify_events;
DROP TABLE fitness_shopify_runs;
