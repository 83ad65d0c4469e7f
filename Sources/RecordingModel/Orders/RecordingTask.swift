// SPDX-License-Identifier: Apache-2.0

package import Media

/// An order to record a stream in a window of wall time.
package struct RecordingTask: Hashable, Sendable {
    /// The opaque id that clients hold: letters and digits, safe in URLs and file names.
    package var id: String
    package var key: StreamKey
    /// StartTime; recording begins with the last keyframe at or before it.
    package var start: WallTime
    /// EndTime; the last packet recorded arrived before it.
    package var end: WallTime
    /// 0 for none.
    package var templateID: UInt64
    package var streamType: UInt64
    package var extensionText: String
    package var created: WallTime
    /// When StopRecordTask ended it for good.
    package var stopped: WallTime?

    package init(
        id: String, key: StreamKey, start: WallTime, end: WallTime, templateID: UInt64 = 0, streamType: UInt64 = 0,
        extensionText: String = "", created: WallTime, stopped: WallTime? = nil
    ) {
        self.id = id
        self.key = key
        self.start = start
        self.end = end
        self.templateID = templateID
        self.streamType = streamType
        self.extensionText = extensionText
        self.created = created
        self.stopped = stopped
    }
}
