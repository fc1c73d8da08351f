-- GET PATH_UNDER_TEST as one of the users, anew for each request.
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local requests = {}
function prepare()
  for i, user in ipairs(users) do
    requests[i] = wrk.format(
      "GET", os.getenv("PATH_UNDER_TEST"), { ["Authorization"] = "Bearer " .. user.token })
  end
end

function request()
  return requests[math.random(#requests)]
end
