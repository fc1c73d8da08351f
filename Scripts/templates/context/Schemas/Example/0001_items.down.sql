DROP TABLE example_titles;
DROP TABLE example_items;
