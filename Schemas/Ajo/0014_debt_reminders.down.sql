DROP INDEX ajo_circles_remind_ended;
