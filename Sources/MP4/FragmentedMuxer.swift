// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes the segments of one recording as fragmented MP4 (CMAF, ISO/IEC 23000-19), for HLS with EXT-X-MAP.
///
/// The calls between `start` and `finish` make one segment: `styp`, then `moof` and `mdat` of 0.3 seconds each.
/// The same value makes all segments of a recording, so that decode times and sequence numbers go on; each
/// `start` gets the same `origin`, from which they count.
///
/// `initialization` is what EXT-X-MAP names. It is there after the first `start`, and another after a `start` with
/// other tracks or configurations than the one before: the packager compares, writes it as a file of its own and
/// puts a new EXT-X-MAP after EXT-X-DISCONTINUITY. Within a segment nothing can tell of a change, so `change`
/// throws `changeWithinSegment`, and the packager ends the segment before it.
package struct FragmentedMuxer: SegmentMuxer {
    package typealias Failure = MP4Error

    /// The initialization segment, `ftyp` and `moov`, of the tracks that the last `start` was given.
    package private(set) var initialization = ByteBuffer()
    private var announced: [Track] = []
    private var tracks = MovieTracks()

    package init() {}

    package static func holds(_ configuration: CodecConfiguration) -> Bool { configuration.isHeldByMP4 }

    package var pathExtension: String { "m4s" }

    package func canChange(to track: Track) -> Bool { announced.contains(track) }

    package mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(MP4Error) {
        if tracks != announced {
            // One sample entry for each track: an initialization segment knows only its own segments.
            var renewed = MovieTracks(after: self.tracks)
            for track in tracks { _ = try renewed.use(track.configuration) }
            self.tracks = renewed
            announced = tracks
            initialization.clear()
            // CMAF's own brand is for files of one track.
            let brands: [FourCC] = tracks.count == 1 ? ["iso6", "cmfc", "mp41"] : ["iso6", "mp41"]
            initialization.writeBrands("ftyp", major: "iso6", compatible: brands)
            Movie.writeFragmented(self.tracks.list, into: &initialization)
        }
        self.tracks.origin = origin
        bytes.writeBrands("styp", major: "msdh", compatible: tracks.count == 1 ? ["msdh", "cmfs"] : ["msdh"])
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(MP4Error) {
        let placed = try tracks.place(packet)
        if placed.beginsFragment { tracks.writeFragment(into: &bytes) }
        tracks.append(placed)
    }

    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(MP4Error) {
        guard canChange(to: track) else { throw .changeWithinSegment }
    }

    /// Ends the segment.
    ///
    /// How long the last samples are is taken from those before them: the next segment's times
    /// are exact all the same.
    package mutating func finish(into bytes: inout ByteBuffer) -> [Patch] {
        tracks.endAll()
        tracks.writeFragment(into: &bytes)
        return []
    }
}
