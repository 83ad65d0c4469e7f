// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// The playlist of one recording (RFC 8216, 4.3.3): EVENT while it grows, VOD once it is sealed.
///
/// Lines are rendered once, when their segment is appended; the text of a day is some 500 KiB. Version 3 is what
/// EXTINF with decimals needs (section 7), version 6 what EXT-X-MAP does; no other tag here needs more.
package struct MediaPlaylist: Hashable, Sendable {
    /// One line of media and the tags that belong to it.
    package struct Segment: Hashable, Sendable {
        package var uri: String
        package var duration: MediaTime
        /// Whether it can be decoded without the segments before it.
        package var isIndependent: Bool
        /// Whether tracks, their parameters or the publisher's clock changed before it.
        package var isDiscontinuous: Bool
        /// When its first frame arrived; where it is nil, readers count on from the segment before.
        package var programDateTime: WallTime?
        /// The URI of what a reader needs before it; once a segment has one, all after it do.
        package var map: String?

        package init(
            uri: String, duration: MediaTime, isIndependent: Bool = true, isDiscontinuous: Bool = false,
            programDateTime: WallTime? = nil, map: String? = nil
        ) {
            self.uri = uri
            self.duration = duration
            self.isIndependent = isIndependent
            self.isDiscontinuous = isDiscontinuous
            self.programDateTime = programDateTime
            self.map = map
        }
    }

    /// Seconds that no segment's rounded duration exceeds while the list grows; it can't change (6.2.1).
    package let targetDuration: Int64
    /// Whether the recording is complete.
    package private(set) var isSealed = false
    /// The longest segment so far in whole seconds, as readers round it.
    private var longest: Int64 = 0
    private var isIndependent = true
    /// The URI of the last EXT-X-MAP.
    private var map: String?
    /// Exact length of all segments, and what their EXTINF lines add up to in microseconds.
    private var duration = MediaTime.zero
    private var written: Int64 = 0
    private var lines = ByteBuffer()

    /// An empty playlist whose segments will last `targetDuration` seconds at most.
    package init(targetDuration: Int64) {
        self.targetDuration = targetDuration
    }

    package var isEmpty: Bool { lines.readableBytes == 0 }

    /// Adds a segment that is complete on disk.
    package mutating func append(_ segment: Segment) {
        duration = duration + segment.duration
        // The rounding of each line is carried to the next, so that the sum stays exact.
        let microseconds = duration.ticks(timescale: 1_000_000) - written
        written += microseconds
        longest = max(longest, (microseconds + 500_000) / 1_000_000)
        assert(longest <= targetDuration, "A segment outlasts the playlist's target duration")
        isIndependent = isIndependent && segment.isIndependent
        if segment.isDiscontinuous { lines.writeString("#EXT-X-DISCONTINUITY\n") }
        assert(map == nil || segment.map != nil, "EXT-X-MAP can't be taken back")
        if let map = segment.map, map != self.map {
            lines.writeString("#EXT-X-MAP:URI=\"\(map)\"\n")
            self.map = map
        }
        if let time = segment.programDateTime {
            lines.writeString("#EXT-X-PROGRAM-DATE-TIME:\(CivilTime(time).iso8601Milliseconds)\n")
        }
        let fraction = (microseconds % 1_000_000).padded(to: 6)
        lines.writeString("#EXTINF:\(microseconds / 1_000_000).\(fraction),\n\(segment.uri)\n")
    }

    /// Closes the list: nothing is appended from here on.
    package mutating func seal() {
        isSealed = true
    }

    /// The whole file, UTF-8 without byte order mark.
    ///
    /// A sealed list has the smallest target duration that its segments allow (4.3.3.1), at least one second.
    /// EXT-X-INDEPENDENT-SEGMENTS (4.3.5.1) stands as long as it is true of every segment.
    package var contents: ByteBuffer {
        var text = ByteBuffer()
        text.reserveCapacity(256 + lines.readableBytes)
        text.writeString("#EXTM3U\n#EXT-X-VERSION:\(map == nil ? 3 : 6)\n")
        text.writeString("#EXT-X-TARGETDURATION:\(isSealed ? max(1, longest) : targetDuration)\n")
        text.writeString("#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:\(isSealed ? "VOD" : "EVENT")\n")
        if isIndependent { text.writeString("#EXT-X-INDEPENDENT-SEGMENTS\n") }
        text.writeImmutableBuffer(lines)
        if isSealed { text.writeString("#EXT-X-ENDLIST\n") }
        return text
    }
}
