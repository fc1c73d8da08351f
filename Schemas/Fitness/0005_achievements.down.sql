DROP TABLE fitness_user_achievements;
DROP TABLE fitness_achievements;
