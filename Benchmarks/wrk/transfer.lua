-- A transfer of less than a naira from one user to another, or to the first one (TO=merchant),
-- each under a idempotency key of its own.
dofile(os.getenv("WRK_SCRIPTS") .. "/common.lua")

local toMerchant = os.getenv("TO") == "merchant"
local count, run = 0, ""
function prepare()
  run = string.format("Idempotency-Key: %d-%d-%d-", os.time(), math.random(1e9), number)
end

function request()
  local payer, payee
  if toMerchant then
    payer, payee = math.random(2, #users), 1
  else
    payer, payee = math.random(#users), math.random(#users - 1)
    if payee >= payer then payee = payee + 1 end
  end
  count = count + 1
  return post(
    "/api/ajo/wallet/transfer", users[payer].token, { run .. count },
    string.format('{"to_user_id":"%s","amount":"0.%02d"}', users[payee].id, math.random(99)))
end
