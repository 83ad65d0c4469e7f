// SPDX-License-Identifier: Apache-2.0

/// What a packager must remember of its recording should its process die: all that its files don't tell.
///
/// Each is durable before the operations that follow it in the batch. So a file that has ended by the notes is
/// complete where it has its name, and where it hasn't its provisional file is what there is to complete.
package enum PackagerNote: Codable, Hashable, Sendable {
    /// A file begins, or of HLS the recording.
    case fileBegan(FileStart)
    /// A track is new or has another configuration from here on.
    case trackChanged(TrackChange)
    /// A file gets its last bytes and its name next; of HLS the playlist its last line.
    case fileEnded(FinishedFile)
    /// A segment of HLS begins.
    case segmentBegan(SegmentStart)
    /// A segment has all its bytes and gets its name next.
    case segmentEnded(SegmentEnd)
}

/// What a file begins with.
package struct FileStart: Codable, Hashable, Sendable {
    /// The time of the recording that is the file's zero.
    package var origin: MediaTime
    /// When the first packet arrived.
    package var begun: WallTime
    package var tracks: [Track]

    package init(origin: MediaTime, begun: WallTime, tracks: [Track]) {
        self.origin = origin
        self.begun = begun
        self.tracks = tracks
    }
}

/// A configuration that came in mid-file.
package struct TrackChange: Codable, Hashable, Sendable {
    package var track: Track
    /// How many packets of the track's kind came before it.
    package var packets: Int64

    package init(_ track: Track, after packets: Int64) {
        self.track = track
        self.packets = packets
    }
}

/// What a segment's entry in the playlist says of its beginning.
package struct SegmentStart: Codable, Hashable, Sendable {
    package var name: String
    /// The name of its initialization segment; nil when it needs none.
    package var map: String?
    /// On the recording's time.
    package var start: MediaTime
    package var isDiscontinuous: Bool
    package var programDateTime: WallTime?
    /// Bytes of the segments before it and of all initialization segments.
    package var bytesBefore: Int64

    package init(
        name: String, map: String?, start: MediaTime, isDiscontinuous: Bool, programDateTime: WallTime?,
        bytesBefore: Int64
    ) {
        self.name = name
        self.map = map
        self.start = start
        self.isDiscontinuous = isDiscontinuous
        self.programDateTime = programDateTime
        self.bytesBefore = bytesBefore
    }
}

/// What only a segment's end tells.
package struct SegmentEnd: Codable, Hashable, Sendable {
    package var name: String
    package var duration: MediaTime
    package var isIndependent: Bool
    package var byteCount: Int64
    /// Of the recording up to here.
    package var facts: MediaFacts

    package init(name: String, duration: MediaTime, isIndependent: Bool, byteCount: Int64, facts: MediaFacts) {
        self.name = name
        self.duration = duration
        self.isIndependent = isIndependent
        self.byteCount = byteCount
        self.facts = facts
    }
}
