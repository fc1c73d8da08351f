-- From which networks each account was signed in: whether a network is among them is asked when
-- somebody is trying passwords. A network is what one subscriber has: an IPv4 address, or the /64
-- of an IPv6 address, named by its first one.

CREATE TABLE auth_known_networks (
  user_id BLOB NOT NULL REFERENCES auth_users (id),
  network TEXT NOT NULL,
  PRIMARY KEY (user_id, network)
) STRICT;

-- SQLite has no word for networks: those of IPv6 are known from the next sign-in on.
INSERT INTO auth_known_networks (user_id, network)
SELECT DISTINCT user_id, address
FROM auth_sessions
WHERE address IS NOT NULL AND address NOT LIKE '%:%';
