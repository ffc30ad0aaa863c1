-- Grants one share of one block of seconds, at most once ever. Redis runs it alone, from start to end.
--
-- Everything is kept in one hash, so that Redis loses all of it or nothing:
--   identity  which life of which server wrote it
--   grid      how time and nonces are cut, the same for the whole fleet
--   from      the fence: no block that begins before this second is granted
--   until     where the latest block ends that was granted
--   b<block>  how many shares of the block are granted
--
-- The order of the writes is such that it is safe to stop after any of them.
local key = KEYS[1]
local block = tonumber(ARGV[1])
local grid = ARGV[2]
local length = tonumber(ARGV[3])
local skew = tonumber(ARGV[4])
local shares = tonumber(ARGV[5])
local reserved = tonumber(ARGV[6])
local remembered = tonumber(ARGV[7])
local life = ARGV[8]
local beyond = tonumber(ARGV[9])

local function written(number)
    return string.format('%d', number)
end

local time = redis.call('TIME')
local now = tonumber(time[1])
local millis = now * 1000 + math.floor(tonumber(time[2]) / 1000)
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if not run or not history or not string.find(run, '[^0]') then
    return {'nameless', millis, 0, '', ''}
end
local identity = run .. '/' .. history

local kept = redis.call('HMGET', key, 'identity', 'grid', 'from', 'until')
local from = tonumber(kept[3] or '0')
local ends = tonumber(kept[4] or '0')
local fenced = ''
if kept[1] ~= identity then
    -- Nothing is known of what was granted, nor how time was cut, but that it was over by
    -- now + beyond: that goes by the greatest skew and block that there can be, not by the asker's.
    from = math.max(from, math.ceil((now + beyond) / length) * length)
    ends = from
    fenced = 'fenced'
elseif kept[2] ~= grid then
    if now <= ends + 2 * skew then
        return {'grid', millis, ends, kept[2], identity}
    end
    -- Whoever cuts otherwise has stopped; what they were granted is over.
    from = math.max(from, ends)
end
if kept[1] ~= identity or kept[2] ~= grid then
    redis.call('DEL', key)
    redis.call('HSET', key, 'identity', identity, 'grid', grid,
        'from', written(from), 'until', written(ends))
    redis.call('EXPIRE', key, life)
end

local begins = block * length
if begins > now + skew then
    return {'ahead', millis, 0, fenced, identity}
end
if begins < from then
    return {'before', millis, from, fenced, identity}
end

redis.call('EXPIRE', key, life)
local granted = redis.call('HINCRBY', key, 'b' .. ARGV[1], 1)
if granted > shares - reserved then
    return {'taken', millis, 0, fenced, identity}
end
if begins + length > ends then
    redis.call('HSET', key, 'until', written(begins + length))
end
if granted == 1 then
    -- A block is forgotten only once the fence has passed it.
    local oldest = math.floor((now - remembered) / length)
    if oldest * length > from then
        redis.call('HSET', key, 'from', written(oldest * length))
    end
    for _, field in ipairs(redis.call('HKEYS', key)) do
        local counted = tonumber(string.match(field, '^b(%d+)$'))
        if counted and counted < oldest then
            redis.call('HDEL', key, field)
        end
    end
end
return {'granted', millis, reserved + granted - 1, fenced, identity}
