-- A sign-in of one of the users.
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

function request()
  return post(
    "/api/auth/login", nil, {},
    string.format(
      '{"email":"%s","password":"%s"}', users[math.random(#users)].email, os.getenv("PASSWORD")))
end
