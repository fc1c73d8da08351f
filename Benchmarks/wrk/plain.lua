-- GET PATH_UNDER_TEST as nobody: the same bytes for each request.
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local asked
function prepare()
  asked = wrk.format("GET", os.getenv("PATH_UNDER_TEST"))
end

function request()
  return asked
end
