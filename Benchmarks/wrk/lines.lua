-- GET what the lines of the file LINES say, "token path", one after the other by chance.
local requests = {}
for line in io.lines(os.getenv("LINES")) do
  local token, path = line:match("(%S+) (%S+)")
  requests[#requests + 1] = { token = token, path = path }
end
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

function request()
  local one = requests[math.random(#requests)]
  return wrk.format("GET", one.path, { ["Authorization"] = "Bearer " .. one.token })
end
