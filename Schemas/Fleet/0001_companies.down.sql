DROP TABLE fleet_waiting_drivers;
DROP TABLE fleet_invitations;
DROP TABLE fleet_members;
DROP TABLE fleet_companies;
