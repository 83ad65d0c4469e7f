// SPDX-License-Identifier: Apache-2.0

/// How many notifications may wait in memory; one more is refused.
package struct QueueLimits: Hashable, Sendable {
    /// For one stream and URL.
    package var perQueue: Int
    /// In all.
    package var total: Int

    package init(perQueue: Int = 1_000, total: Int = 10_000) {
        self.perQueue = perQueue
        self.total = total
    }
}
