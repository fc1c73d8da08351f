DROP TABLE auth_redeemed_codes;
