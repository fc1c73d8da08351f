DROP TABLE auth_mail_tokens;
