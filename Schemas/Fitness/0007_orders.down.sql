DROP TABLE fitness_order_items;
DROP TABLE fitness_orders;
