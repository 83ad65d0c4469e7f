// SPDX-License-Identifier: Apache-2.0

package import Media

/// An order of the deprecated family, made by CreateLiveRecord (reference: recording-api, section 5).
///
/// The families share nothing but the planner: neither's actions see the other's orders.
package struct LiveRecord: Hashable, Sendable {
    /// TaskId: a number, where the new family has a text.
    package var id: UInt64
    package var key: StreamKey
    package var start: WallTime
    package var end: WallTime
    package var output: SingleOutput
    /// Whether the output of a mix is meant, not the stream that was pushed.
    package var isMixed: Bool
    /// Whether it was made to record a stream at once, which has to be there then.
    package var isRealTime: Bool
    package var created: WallTime
    /// When StopLiveRecord ended it for good.
    package var stopped: WallTime?

    package init(
        id: UInt64, key: StreamKey, start: WallTime, end: WallTime, output: SingleOutput, isMixed: Bool = false,
        isRealTime: Bool = false, created: WallTime, stopped: WallTime? = nil
    ) {
        self.id = id
        self.key = key
        self.start = start
        self.end = end
        self.output = output
        self.isMixed = isMixed
        self.isRealTime = isRealTime
        self.created = created
        self.stopped = stopped
    }

    /// The id as the planner and the callbacks have it; those of the new family begin with a letter.
    package var taskID: String { String(id) }

    /// What the planner has to know of it.
    package var order: RecordingOrder {
        RecordingOrder(
            id: taskID, key: key, start: start, end: end, output: .single(output), isStopped: stopped != nil)
    }
}
