DROP TABLE auth_known_networks;
