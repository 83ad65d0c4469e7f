// SPDX-License-Identifier: Apache-2.0

package import Media

/// How many orders there may be when another is made.
package struct OrderQuota: Hashable, Sendable {
    /// Orders of the same family within their windows, not stopped; nil is no limit.
    package var running: Int?
    /// The same of both families together; nil is no limit.
    package var runningInAll: Int?
    /// Orders of the same family made at or after `dayBegan` that have not been deleted; nil is no limit.
    package var made: Int?
    package var dayBegan: WallTime

    package init(
        running: Int? = nil, runningInAll: Int? = nil, made: Int? = nil, since dayBegan: WallTime = .seconds(0)
    ) {
        self.running = running
        self.runningInAll = runningInAll
        self.made = made
        self.dayBegan = dayBegan
    }

    /// As many as anybody likes.
    package static let unlimited = OrderQuota()
}

/// Why an order was not taken.
package enum OrderRefusal: Hashable, Sendable {
    /// As many as may be are running.
    case tooManyRunning
    /// As many as may be have been made today.
    case tooManyMade
    /// It is to record at once, and its stream is not being pushed.
    case notLive
}
