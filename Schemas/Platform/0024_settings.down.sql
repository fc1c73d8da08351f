-- Loses the values of settings, and which they had before: defaults count again.
DROP TABLE platform_settings_history;
DROP TABLE platform_settings;
