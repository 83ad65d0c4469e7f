// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes segments with one muxer as long as that holds all tracks, and with another from then on.
///
/// There is no way back: what EXT-X-MAP says is true of all segments after it (RFC 8216, 4.3.2.5), and nothing
/// can take it away from those that need none.
package struct FallbackMuxer<Preferred: SegmentMuxer, Fallback: SegmentMuxer>: SegmentMuxer {
    /// What either has against tracks or packets; a type of its own would be looked up anew with each packet.
    package typealias Failure = any Error

    // Both stand here, for a change of an enum's case would copy what has grown.
    private var preferred: Preferred
    private var fallback: Fallback
    private var isFallback: Bool

    /// A muxer that begins with `preferred` if it can, or with `fallback` whatever the tracks.
    package init(_ preferred: Preferred, or fallback: Fallback, beginsWithFallback: Bool = false) {
        self.preferred = preferred
        self.fallback = fallback
        isFallback = beginsWithFallback
    }

    package static func holds(_ configuration: CodecConfiguration) -> Bool {
        Preferred.holds(configuration) || Fallback.holds(configuration)
    }

    package var pathExtension: String { isFallback ? fallback.pathExtension : preferred.pathExtension }

    package var initialization: ByteBuffer { isFallback ? fallback.initialization : preferred.initialization }

    package func canChange(to track: Track) -> Bool {
        if isFallback { return fallback.canChange(to: track) }
        return Preferred.holds(track.configuration) && preferred.canChange(to: track)
    }

    /// Begins a segment, with the other muxer if the tracks ask for it.
    package mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws {
        isFallback = isFallback || !tracks.allSatisfy { Preferred.holds($0.configuration) }
        if isFallback {
            try fallback.start(tracks: tracks, origin: origin, into: &bytes)
        } else {
            try preferred.start(tracks: tracks, origin: origin, into: &bytes)
        }
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws {
        if isFallback {
            try fallback.write(packet, into: &bytes)
        } else {
            try preferred.write(packet, into: &bytes)
        }
    }

    package mutating func change(_ track: Track, at time: MediaTime, into bytes: inout ByteBuffer) throws {
        if isFallback {
            try fallback.change(track, at: time, into: &bytes)
        } else {
            try preferred.change(track, at: time, into: &bytes)
        }
    }

    package mutating func finish(into bytes: inout ByteBuffer) throws -> [Patch] {
        if isFallback { return try fallback.finish(into: &bytes) }
        return try preferred.finish(into: &bytes)
    }

    /// The segments of the one are nothing to the other.
    package static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment? {
        Preferred.resume(segment, history) ?? Fallback.resume(segment, history)
    }
}
