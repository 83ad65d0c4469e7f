// SPDX-License-Identifier: Apache-2.0

package import Media

/// How many orders of one family there may be.
package struct OrderQuota: Hashable, Sendable {
    /// Orders within their windows, not stopped, when another is made; nil is no limit.
    package var running: Int?
    /// Orders made at or after `dayBegan` that have not been deleted; nil is no limit.
    package var made: Int?
    package var dayBegan: WallTime

    package init(running: Int? = nil, made: Int? = nil, since dayBegan: WallTime = .seconds(0)) {
        self.running = running
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
