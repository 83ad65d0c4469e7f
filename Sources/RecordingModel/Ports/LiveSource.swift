// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Names one recording: the files of one cause, one push and one format.
package struct RecordingID: Hashable, Sendable, Codable {
    package var cause: RecordingCause
    package var publication: PublicationID
    package var format: RecordingFormat

    package init(cause: RecordingCause, publication: PublicationID, format: RecordingFormat) {
        self.cause = cause
        self.publication = publication
        self.format = format
    }
}

/// A stream that is being pushed, as a recorder sees it.
package protocol LiveSource: Sendable {
    var publication: Publication { get }
    /// Where the packets of this stream are, and every call to its sinks.
    var eventLoop: any EventLoop { get }
    /// Makes a sink on the stream's loop and feeds it from the last keyframe that arrived at or before `start`.
    ///
    /// Returns when the sink is in place: no packet that arrives later passes it by.
    func attach(
        _ id: RecordingID, from start: WallTime,
        makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) async
    /// Tells a sink to end at a time, on the stream's loop; without effect when it is gone.
    func end(_ id: RecordingID, at time: WallTime)
}

/// Lets a sink stop the stream's socket from being read while too much waits to be written.
///
/// Used on the stream's loop.
package protocol FlowControl: AnyObject {
    /// Stops reading; nests.
    func hold()
    /// Takes one `hold` back.
    func release()
}

/// What a live stream feeds.
///
/// Every call comes on the stream's loop.
package protocol PacketSink: AnyObject {
    /// A track is there, or its decoder configuration changed.
    func changed(_ track: Track)
    /// The publisher sends something that isn't recorded; told once for each, also to a sink that came later.
    func leftOut(_ what: LeftOut)
    /// A packet arrived.
    func received(_ packet: MediaPacket, arrived: WallTime)
    /// Four times a second, packets or not: time to write what has waited.
    func passed(_ now: WallTime)
    /// When the recording ends, as far as is known: nothing that arrives then or later belongs to it.
    var end: WallTime { get }
    /// Moves the end to an earlier time; the next `passed` acts on it.
    func end(at time: WallTime)
    /// The push is over: the recording ends here.
    func sourceEnded(at time: WallTime)
    /// Whether nothing more will be recorded, so that the sink can be forgotten.
    var isEnded: Bool { get }
}

/// Hears of pushes as they come and go.
package protocol PublicationObserver: Sendable {
    /// A push was admitted; no packet of it is read before this returns.
    func publicationBegan(_ source: any LiveSource) async
    /// A push is over, and its sinks have been told.
    func publicationEnded(_ publication: Publication, at time: WallTime, code: StopCode, resolution: PictureSize?) async
}
