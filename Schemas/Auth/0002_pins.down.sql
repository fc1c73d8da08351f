DROP TABLE auth_pin_tokens;
DROP TABLE auth_pins;
