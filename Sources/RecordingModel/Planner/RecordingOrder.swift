// SPDX-License-Identifier: Apache-2.0

package import Media

/// What the planner has to know of an order, whichever family of actions it comes from.
package struct RecordingOrder: Hashable, Sendable {
    /// Unique among the orders of all families.
    package var id: String
    package var key: StreamKey
    package var start: WallTime
    package var end: WallTime
    package var output: RecordingOutput
    package var isStopped: Bool

    package init(
        id: String, key: StreamKey, start: WallTime, end: WallTime, output: RecordingOutput, isStopped: Bool = false
    ) {
        self.id = id
        self.key = key
        self.start = start
        self.end = end
        self.output = output
        self.isStopped = isStopped
    }
}

extension RecordingTask {
    /// What the planner has to know of it.
    package var order: RecordingOrder {
        RecordingOrder(
            id: id, key: key, start: start, end: end, output: .template(templateID), isStopped: stopped != nil)
    }
}
