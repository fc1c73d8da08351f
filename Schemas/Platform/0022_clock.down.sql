-- Business time is the machines' again.
DROP TABLE platform_clock;
