// SPDX-License-Identifier: Apache-2.0

package import Media

/// Counts the calls of each action and region within a second of wall time (reference: api3-protocol, section 9).
///
/// There is one account, so it is no part of the key; names come from the action table and the lists of regions, so the
/// number of keys is bounded.
package struct RateLimiter: Sendable {
    private struct Key: Hashable {
        var action: String
        var region: String
    }

    private struct Count {
        var second: Int64
        var calls: Int
    }

    private var counts: [Key: Count] = [:]

    package init() {}

    /// Counts a call; throws `RequestLimitExceeded` when it is more than `limit` in the second of `now`.
    package mutating func admit(
        _ action: String, region: String, limit: Int, at now: WallTime
    ) throws(APIFault) {
        let key = Key(action: action, region: region)
        var count = counts[key] ?? Count(second: now.seconds, calls: 0)
        // Not only later: a clock that was set back begins a new second as well.
        if count.second != now.seconds { count = Count(second: now.seconds, calls: 0) }
        count.calls += 1
        counts[key] = count
        guard count.calls <= limit else {
            throw APIFault(
                .requestLimitExceeded,
                "Your current request times equals to `\(count.calls)` in a second, which exceeds the frequency limit "
                    + "`\(limit)` for a second. Please reduce the frequency of calls.",
                chinese: "您当前每秒请求 `\(count.calls)` 次，超过了每秒频率上限 `\(limit)` 次，请稍后再试。")
        }
    }
}
