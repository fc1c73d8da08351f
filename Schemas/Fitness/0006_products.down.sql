DROP TABLE fitness_reward_products;
