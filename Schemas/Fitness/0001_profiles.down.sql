DROP TABLE fitness_profiles;
