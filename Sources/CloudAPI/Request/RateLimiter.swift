// SPDX-License-Identifier: Apache-2.0

package import Media

/// Counts the calls of each action within a second of wall time (reference: api3-protocol, section 9).
///
/// There is one account, so the action alone is the key; names come from the action table, so the number is bounded.
package struct RateLimiter: Sendable {
    private struct Count {
        var second: Int64
        var calls: Int
    }

    private var counts: [String: Count] = [:]

    package init() {}

    /// Counts a call; throws `RequestLimitExceeded` when it is more than `limit` in the second of `now`.
    package mutating func admit(_ action: String, limit: Int, at now: WallTime) throws(APIFault) {
        var count = counts[action] ?? Count(second: now.seconds, calls: 0)
        // Not only later: a clock that was set back begins a new second as well.
        if count.second != now.seconds { count = Count(second: now.seconds, calls: 0) }
        count.calls += 1
        counts[action] = count
        guard count.calls <= limit else {
            throw APIFault(
                .requestLimitExceeded,
                "Your current request times equals to `\(count.calls)` in a second, which exceeds the frequency limit "
                    + "`\(limit)` for a second. Please reduce the frequency of calls.")
        }
    }
}
