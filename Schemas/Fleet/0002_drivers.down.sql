DROP TABLE fleet_driver_invitations;
DROP TABLE fleet_drivers;
