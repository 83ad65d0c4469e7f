// SPDX-License-Identifier: Apache-2.0

import Media

/// How many refused pushes go into the history: anybody may ask for a push, and each row waits for the disk.
struct RefusalBudget {
    /// Rows in one second of the clock.
    static let perSecond = 10

    private var second: Int64 = 0
    private var spent = 0

    /// Whether one more may be noted now.
    mutating func spend(at now: WallTime) -> Bool {
        if second != now.seconds { (second, spent) = (now.seconds, 0) }
        guard spent < Self.perSecond else { return false }
        spent += 1
        return true
    }
}
