-- Adds one job as BullMQ 5 and 6 lay it out, in one step.
-- KEYS: wait, paused, meta, id, delayed, prioritized, active, events, marker, pc, the job itself
-- ARGV: id, name, data, options, time in ms, delay in ms, priority
-- Answers 1 when it was added, 0 when a job of that id is there.
local wait, paused, meta, counter, delayed, prioritized, active, events, marker, pc, job =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local id, name, data, opts = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local time, delay, priority = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])

redis.call('INCR', counter)
local longest = redis.call('HGET', meta, 'opts.maxLenEvents')
if not longest then
  longest = '10000'
  redis.call('HSET', meta, 'opts.maxLenEvents', longest)
end
if redis.call('EXISTS', job) == 1 then
  redis.call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'duplicated', 'jobId', id)
  return 0
end
redis.call('HSET', job, 'name', name, 'data', data, 'opts', opts, 'timestamp', ARGV[5],
           'delay', ARGV[6], 'priority', ARGV[7])
redis.call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'added', 'jobId', id, 'name', name)

if delay > 0 then
  -- The score is the due time and a tie breaker of 12 bits; printed whole, never as 1.2e15.
  local first = (time + delay) * 4096
  local low = string.format('%.0f', first)
  local high = string.format('%.0f', first + 4095)
  local score = low
  local last = redis.call('ZREVRANGEBYSCORE', delayed, high, low, 'WITHSCORES', 'LIMIT', 0, 1)
  if last[2] then
    local after = tonumber(last[2]) + 1
    if after > first + 4095 then after = first + 4095 end
    score = string.format('%.0f', after)
  end
  redis.call('ZADD', delayed, score, id)
  redis.call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'delayed', 'jobId', id,
             'delay', string.format('%.0f', time + delay))
  -- Workers sleep until the earliest job is due.
  local next = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
  redis.call('ZADD', marker, string.format('%.0f', math.floor(tonumber(next[2]) / 4096)), '1')
  return 1
end

local is_paused = redis.call('HEXISTS', meta, 'paused') == 1
local most = tonumber(redis.call('HGET', meta, 'concurrency') or '')
local is_full = most ~= nil and redis.call('LLEN', active) >= most
if priority > 0 then
  local tie = redis.call('INCR', pc)
  redis.call('ZADD', prioritized,
             string.format('%.0f', priority * 4294967296 + tie % 4294967296), id)
elseif is_paused then
  -- Version 5 renames this list over `wait` when it goes on; version 6 takes both.
  redis.call('LPUSH', paused, id)
else
  redis.call('LPUSH', wait, id)
end
if not is_paused and not is_full then redis.call('ZADD', marker, 0, '0') end
redis.call('XADD', events, 'MAXLEN', '~', longest, '*', 'event', 'waiting', 'jobId', id)
return 1
