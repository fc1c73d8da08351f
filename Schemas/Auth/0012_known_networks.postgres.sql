-- From which networks each account was signed in: whether a network is among them is asked when
-- somebody is trying passwords. A network is what one subscriber has: an IPv4 address, or the /64
-- of an IPv6 address, named by its first one.

CREATE TABLE auth_known_networks (
  user_id uuid NOT NULL REFERENCES auth_users (id),
  network text NOT NULL,
  PRIMARY KEY (user_id, network)
);

INSERT INTO auth_known_networks (user_id, network)
SELECT DISTINCT user_id,
  CASE WHEN address ~ '^[0-9a-f]*:[0-9a-f:]+$' THEN host(network(set_masklen(address::inet, 64)))
    ELSE address END
FROM auth_sessions
WHERE address IS NOT NULL;
