// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A muxer that writes one recording as many files, the segments of a list.
///
/// The calls between `start` and `finish` make one segment; the same value makes them all, and each `start` has
/// the same `origin`.
package protocol SegmentMuxer: Muxer {
    /// The ending of the name of the segment that the last `start` began, without dot.
    var pathExtension: String { get }

    /// What a reader needs before that segment, as a file of its own; empty when the segment itself tells all.
    var initialization: ByteBuffer { get }

    /// Whether `change` can tell of a track within that segment; otherwise the segment ends before it.
    func canChange(to track: Track) -> Bool

    /// What there is to keep of a segment that was cut off anywhere; nil when there is no whole packet in it.
    static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment?
}

/// What was noted of a segment.
package struct SegmentHistory: Hashable, Sendable {
    /// What all `start` were given.
    package var origin: MediaTime
    package var start: SegmentStart
    /// What its `start` was given.
    package var tracks: [Track]
    /// Of the recording up to the segment.
    package var facts: MediaFacts
    /// Whether the last byte is known to be the last of a packet.
    package var isWhole: Bool

    package init(origin: MediaTime, start: SegmentStart, tracks: [Track], facts: MediaFacts, isWhole: Bool) {
        self.origin = origin
        self.start = start
        self.tracks = tracks
        self.facts = facts
        self.isWhole = isWhole
    }
}

/// What there is to keep of a segment that was cut off.
package struct ResumedSegment: Hashable, Sendable {
    /// Bytes up to the end of the last whole packet.
    package var byteCount: Int64
    /// Of the recording up to there, but for when its last packet arrived.
    package var facts: MediaFacts
    /// Where its last frame ends, on the recording's time.
    package var end: MediaTime
    /// Whether it can be decoded without the segments before it.
    package var isIndependent: Bool

    package init(byteCount: Int64, facts: MediaFacts, end: MediaTime, isIndependent: Bool) {
        self.byteCount = byteCount
        self.facts = facts
        self.end = end
        self.isIndependent = isIndependent
    }
}
