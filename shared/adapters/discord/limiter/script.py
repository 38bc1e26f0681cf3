"""The limiter's decision, made inside Redis so that all processes decide as one. All times are Redis's, in ms.

Keys below the prefix:
`route:<route>` the bucket's hash · `state:<bucket>:<major>` limit, remaining, window, reset_at, length, blocked ·
`flight:<place>` permits whose outcome is not known, until they expire · `slots` the global limit: each request until
it no longer counts · `queue:<name>` who waits, in order, and `queue:<name>:alive` until when they do ·
`fair:<lane>:<guild>` up to when a guild has had its share · `sub:…`, `blocked` until when Discord refuses ·
`invalid` refusals by minute.
"""

from typing import Final

_STATE: Final = """
local p = KEYS[1]
local given = cjson.decode(ARGV[1])
local limits, now = given.limits, given.now
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local DAY, HOUR, KEEP = 86400000, 3600000, 600000
local SAME_WINDOW, LOOK_AGAIN, NEXT_TRY = 5, 1000, 3000

local function number(key, field)
  local value
  if field then value = redis.call('HGET', key, field) else value = redis.call('GET', key) end
  return tonumber(value or 0) or 0
end

local function keep_until(key, moment)
  if moment > number(key) then redis.call('SET', key, moment, 'PX', math.max(math.ceil(moment - now), 0) + KEEP) end
end

local function sub_key(route, major, sub)
  return p .. ':sub:' .. route .. ':' .. major .. ':' .. sub
end

local function bucket_of(route, major)
  local found = redis.call('MGET', p .. ':route:' .. route .. ':' .. major, p .. ':route:' .. route)
  return found[1] or found[2], found[2]
end
"""

_REPORTS: Final = """
local function learn_route(r, bucket)
  local known, base = bucket_of(r.route, r.major)
  if known == bucket then return end
  if base then redis.call('SET', p .. ':route:' .. r.route .. ':' .. r.major, bucket, 'PX', HOUR)
  else redis.call('SET', p .. ':route:' .. r.route, bucket, 'PX', DAY) end
end

local function learn_window(r, o, at)
  local key = p .. ':state:' .. o.bucket .. ':' .. r.major
  local s = redis.call('HMGET', key, 'window', 'remaining', 'reset_at', 'length')
  local window, reset_at = tonumber(s[1] or 0), at + o.reset_after_ms + limits.guard_ms
  local remaining = o.remaining
  local is_over = now >= tonumber(s[3] or 0)
  if not is_over and o.window_ms < window - SAME_WINDOW then return end
  if not is_over and o.window_ms <= window + SAME_WINDOW then
    remaining = math.min(remaining, tonumber(s[2]))
    reset_at = math.min(reset_at, tonumber(s[3]))
  end
  redis.call('HSET', key, 'limit', o.limit, 'remaining', remaining, 'window', o.window_ms, 'reset_at', reset_at,
    'length', math.max(o.reset_after_ms, tonumber(s[4] or 0)))
  redis.call('PEXPIRE', key, math.ceil(o.reset_after_ms) + KEEP)
end

local function learn_refusal(r, o, at)
  local moment = at + o.retry_after_ms + limits.guard_ms
  if o.scope == 'global' then keep_until(p .. ':blocked', moment)
  elseif o.bucket ~= '' and o.remaining == 0 then
    local key = p .. ':state:' .. o.bucket .. ':' .. r.major
    if moment > number(key, 'blocked') then redis.call('HSET', key, 'blocked', moment) end
    redis.call('PEXPIRE', key, math.ceil(o.retry_after_ms) + KEEP)
  else keep_until(sub_key(r.route, r.major, r.sub_limit), moment) end
end

local function count_invalid(o)
  if o.status ~= 401 and o.status ~= 403 and o.status ~= 429 then return end
  if o.status == 429 and o.scope == 'shared' then return end
  redis.call('HINCRBY', p .. ':invalid', tostring(math.floor(now / 60000)), 1)
  redis.call('PEXPIRE', p .. ':invalid', 2 * KEEP)
end

local function take_report(r)
  local o, at, slots, flight = r.outcome, now - r.age_ms, p .. ':slots', p .. ':flight:' .. r.place
  if o.status == 0 and not o.is_unused then -- nobody knows whether Discord counted it: it may, for a whole window
    redis.call('ZADD', flight, 'XX', now + number(p .. ':state:' .. r.place, 'length'), r.permit)
    return
  end
  redis.call('ZREM', flight, r.permit)
  if o.is_unused then redis.call('ZREM', slots, r.permit) return end
  local slot, free_at = redis.call('ZSCORE', slots, r.permit), at + limits.window_ms + limits.guard_ms
  if slot and free_at < tonumber(slot) then redis.call('ZADD', slots, 'XX', free_at, r.permit) end
  count_invalid(o)
  if o.bucket ~= '' then
    learn_route(r, o.bucket)
    learn_window(r, o, at)
  elseif o.status < 300 then redis.call('SET', p .. ':route:' .. r.route, '-', 'PX', 60000, 'NX') end
  if o.status == 429 then learn_refusal(r, o, at) end
end
"""

_QUEUES: Final = """
local function ahead(name, order)
  local queue = p .. ':queue:' .. name
  local gone = redis.call('ZRANGEBYSCORE', queue .. ':alive', '-inf', now, 'LIMIT', 0, 500)
  if #gone > 0 then
    redis.call('ZREM', queue, unpack(gone))
    redis.call('ZREM', queue .. ':alive', unpack(gone))
  end
  return redis.call('ZCOUNT', queue, '-inf', '(' .. order), redis.call('ZCARD', queue)
end

local function stand(name, ticket, order, wait)
  local queue = p .. ':queue:' .. name
  redis.call('ZADD', queue, order, ticket)
  redis.call('ZADD', queue .. ':alive', now + wait + 1000, ticket)
  redis.call('PEXPIRE', queue, math.ceil(wait) + KEEP)
  redis.call('PEXPIRE', queue .. ':alive', math.ceil(wait) + KEEP)
end

local function leave(name, ticket)
  local queue = p .. ':queue:' .. name
  redis.call('ZREM', queue, ticket)
  redis.call('ZREM', queue .. ':alive', ticket)
end

-- A guild's requests of a lane stand one share apart, however many it sends at once; others come in between.
local function order_of(demand, handicap)
  local guilds, key = p .. ':guilds', p .. ':fair:' .. demand.lane .. ':' .. demand.guild
  redis.call('ZADD', guilds, now, demand.guild)
  redis.call('ZREMRANGEBYSCORE', guilds, '-inf', now - 2000)
  local start = math.max(now, number(key))
  local share = redis.call('ZCARD', guilds) * limits.window_ms / limits.global_per_second
  return start + handicap, function()
    redis.call('SET', key, start + share, 'PX', math.ceil(start + share - now) + KEEP)
    redis.call('PEXPIRE', guilds, KEEP)
  end
end
"""

_DECISION: Final = """
local function wait_for_invalid(share)
  local most, used, oldest = limits.invalid_requests * share, 0, nil
  local counts, minute = redis.call('HGETALL', p .. ':invalid'), math.floor(now / 60000)
  for i = 1, #counts, 2 do
    local at = tonumber(counts[i])
    if at < minute - 10 then redis.call('HDEL', p .. ':invalid', counts[i])
    else
      used = used + tonumber(counts[i + 1])
      oldest = math.min(oldest or at, at)
    end
  end
  if used < most then return 0 end
  return (oldest + 11) * 60000 - now
end

local function wait_for_blocks(demand, bucket)
  local moment = math.max(number(sub_key(demand.route, demand.major, '')),
    number(sub_key(demand.route, demand.major, demand.sub_limit)))
  if not demand.is_exempt then moment = math.max(moment, number(p .. ':blocked')) end
  if bucket then moment = math.max(moment, number(p .. ':state:' .. bucket .. ':' .. demand.major, 'blocked')) end
  return math.max(0, moment - now)
end

-- How many more requests the bucket takes now, and when it takes more. What is not known is tried by one at a time.
local function room_in_bucket(place, before)
  local flight = p .. ':flight:' .. place
  redis.call('ZREMRANGEBYSCORE', flight, '-inf', now)
  local under_way = redis.call('ZCARD', flight)
  local s = redis.call('HMGET', p .. ':state:' .. place, 'limit', 'remaining', 'reset_at', 'length')
  local limit, remaining, reset_at = tonumber(s[1] or 0), tonumber(s[2] or 0), tonumber(s[3] or 0)
  if not s[1] or limit < 1 then return 1 - under_way, 25 * (1 + math.min(before, 10)) end
  if now >= reset_at then
    local turns = math.floor(math.max(0, before + under_way - limit) / limit)
    return limit - under_way, 25 + turns * tonumber(s[4])
  end
  local free = remaining - under_way
  if before < remaining then return free, math.min(25, reset_at - now) end
  return free, reset_at - now + math.floor(math.max(0, before - math.max(free, 0)) / limit) * tonumber(s[4])
end

-- The same of the global limit. After a start without memory nobody knows what was sent a moment ago.
local function room_in_all(before)
  local slots, capacity = p .. ':slots', limits.global_per_second
  if redis.call('SET', p .. ':since', now, 'NX') or now - number(p .. ':since') < limits.window_ms then
    capacity = math.ceil(capacity / 5)
  end
  capacity = math.max(1, math.floor(capacity * (1 - given.reserve)))
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local used = redis.call('ZCARD', slots)
  if before < capacity - used then return capacity - used, 0, capacity end
  local turn = before + used - capacity
  local last = redis.call('ZRANGE', slots, turn, turn, 'WITHSCORES')
  if last[2] then return capacity - used, math.max(tonumber(last[2]) - now, 5), capacity end
  local turns = 1 + math.floor((turn - used) / limits.global_per_second)
  return capacity - used, turns * limits.window_ms, capacity
end

local function grant(ask, place, count)
  local free_at = now + limits.window_ms + limits.transit_ms
  if count > 1 then free_at = free_at + limits.lease_ms end
  local length = number(p .. ':state:' .. place, 'length')
  local under_way = math.max(limits.permit_ms, length + limits.transit_ms)
  if length == 0 then under_way = NEXT_TRY end
  for i = 0, count - 1 do
    local id = ask.ticket .. ':' .. i
    if not ask.demand.is_exempt then redis.call('ZADD', p .. ':slots', free_at, id) end
    local expires_at = now + under_way
    if i > 0 then expires_at = now + limits.lease_ms + limits.permit_ms end -- which may never be used
    if place ~= '' then redis.call('ZADD', p .. ':flight:' .. place, expires_at, id) end
  end
  redis.call('PEXPIRE', p .. ':slots', KEEP)
  if place ~= '' then redis.call('PEXPIRE', p .. ':flight:' .. place, math.ceil(under_way) + KEEP) end
end

local function decide(ask, peers)
  local demand, order, charge = ask.demand, ask.order, nil
  local is_new = not order or order == cjson.null
  if is_new then order, charge = order_of(demand, given.handicap) end
  local bucket = bucket_of(demand.route, demand.major)
  local place = ''
  if not bucket then place = '?' .. demand.route elseif bucket ~= '-' then place = bucket .. ':' .. demand.major end

  local wait, why, queue = wait_for_invalid(given.share), 'invalid_requests', nil
  if wait == 0 then wait, why = wait_for_blocks(demand, bucket), 'blocked' end
  local room = 1000000
  if wait == 0 and place ~= '' then
    local before, waiting = ahead(place, order)
    local free, later = room_in_bucket(place, before)
    room = math.floor((free - waiting) / 4) -- a block that is not used up keeps others from it until it expires
    if before >= free then wait, why, queue = later, 'bucket', place end
  end
  if wait == 0 and not demand.is_exempt then
    local before, waiting = ahead('all', order)
    local free, later, capacity = room_in_all(before)
    room = math.min(room, free - waiting - 2, math.ceil(capacity / peers))
    if before >= free then wait, why, queue = later, 'global', 'all' end
  end

  if wait > ask.patience_ms then
    if not is_new then leave(place, ask.ticket) leave('all', ask.ticket) end
    return {is_refused = true, wait_ms = wait, why = why}
  end
  if charge then charge() end
  if wait > 0 then
    wait = math.min(wait, LOOK_AGAIN)
    if queue == 'all' and place ~= '' then stand(place, ask.ticket, order, wait) end
    if queue then stand(queue, ask.ticket, order, wait) end
    if queue ~= 'all' and not is_new then leave('all', ask.ticket) end
    return {wait_ms = wait, why = why, order = order}
  end
  if not is_new then leave(place, ask.ticket) leave('all', ask.ticket) end
  local count = math.max(1, math.min(ask.wish, room))
  grant(ask, place, count)
  return {granted = count, place = place}
end

redis.call('ZADD', p .. ':peers', now, given.peer)
redis.call('ZREMRANGEBYSCORE', p .. ':peers', '-inf', now - 10000)
redis.call('PEXPIRE', p .. ':peers', KEEP)
local peers = redis.call('ZCARD', p .. ':peers')
for _, report in ipairs(given.reports) do take_report(report) end
local answer = {}
if given.ask and given.ask ~= cjson.null then answer = decide(given.ask, peers) end
answer.peers = peers
return cjson.encode(answer)
"""

SCRIPT: Final = _STATE + _REPORTS + _QUEUES + _DECISION
