-- Loses what users were told and have chosen.
DROP TABLE platform_notification_preferences;
DROP TABLE platform_notifications;
