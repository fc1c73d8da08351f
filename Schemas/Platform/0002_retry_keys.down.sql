DROP TABLE platform_retry_keys;
