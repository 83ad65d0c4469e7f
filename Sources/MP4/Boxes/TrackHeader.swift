// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// What a movie box tells of a track apart from its sample tables.
struct TrackHeader {
    /// A part of the track's own time that is shown next; `mediaTime` -1 shows nothing (ISO/IEC 14496-12, 8.6.6).
    struct Edit: Hashable {
        /// Ticks of the movie.
        var duration: Int64
        /// Ticks of the track.
        var mediaTime: Int64
    }

    let id: UInt32
    let kind: MediaKind
    let timescale: Int64
    let configurations: [CodecConfiguration]
    /// Ticks of the movie, edits included.
    private(set) var duration: Int64 = 0
    /// Ticks of the track, the last sample included.
    private(set) var mediaDuration: Int64 = 0
    private(set) var edits: [Edit] = []

    /// The header of a track whose samples are in fragments; they tell times from the file's zero on themselves.
    init(fragmentsOf track: MovieTrack) {
        id = track.id
        kind = track.kind
        timescale = track.clock.timescale
        configurations = track.configurations
    }

    /// The header of a track in a whole file, in which the first sample of all is shown at `origin`.
    ///
    /// An empty edit keeps the distance to a track that starts before; a second one begins at the first picture,
    /// since with B-frames that isn't at the track's own zero.
    init(_ track: MovieTrack, origin: Int64) {
        self.init(fragmentsOf: track)
        let table = track.table
        mediaDuration = table.duration
        let delay = Self.movieTicks(table.shownFrom, timescale) - origin
        // Rounded up, so that the last sample isn't cut short.
        let shown = ((table.shownTo - table.shownFrom) * Movie.timescale + timescale - 1) / timescale
        guard delay > 0 || table.firstComposition > 0 || table.duration != table.shownTo - table.shownFrom else {
            duration = shown
            return
        }
        duration = delay + shown
        if delay > 0 { edits.append(Edit(duration: delay, mediaTime: -1)) }
        edits.append(Edit(duration: shown, mediaTime: table.firstComposition))
    }

    /// When the first sample of all tracks is shown, in ticks of the movie from the file's zero on.
    static func origin(of tracks: [MovieTrack]) -> Int64 {
        tracks.map { movieTicks($0.table.shownFrom, $0.clock.timescale) }.min() ?? 0
    }

    /// Ticks of a track as the nearest of the movie.
    private static func movieTicks(_ ticks: Int64, _ timescale: Int64) -> Int64 {
        // Floor division: times before zero are possible.
        let scaled = 2 * ticks * Movie.timescale + timescale
        return (scaled - ((scaled % (2 * timescale)) + 2 * timescale) % (2 * timescale)) / (2 * timescale)
    }
}

extension CodecConfiguration {
    /// The picture's size in square samples.
    fileprivate var shownSize: PictureSize? {
        guard let ratio = presentation?.aspectRatio, var size = pictureSize else { return pictureSize }
        size.width = size.width * ratio.width / ratio.height
        return size
    }
}

extension ByteBuffer {
    /// Writes `trak` (ISO/IEC 14496-12, 8.3 to 8.6) around the sample tables that `tables` writes.
    mutating func writeTrack(_ track: TrackHeader, tables: (inout ByteBuffer) -> Void) {
        self.writeBox("trak") { bytes in
            bytes.writeTrackHeader(track)
            if !track.edits.isEmpty { bytes.writeEdits(track.edits) }
            bytes.writeBox("mdia") { bytes in
                bytes.writeFullBox("mdhd", version: 1) { bytes in
                    bytes.writeMultipleIntegers(
                        0 as UInt64, 0 as UInt64, UInt32(track.timescale), track.mediaDuration)
                    bytes.writeMultipleIntegers(0x55C4 as UInt16, 0 as UInt16)  // "und"
                }
                bytes.writeHandler(track.kind)
                bytes.writeBox("minf") { bytes in
                    switch track.kind {
                    case .video: bytes.writeFullBox("vmhd", flags: 1) { $0.writeInteger(0 as UInt64) }
                    case .audio: bytes.writeFullBox("smhd") { $0.writeInteger(0 as UInt32) }
                    }
                    bytes.writeBox("dinf") { bytes in
                        bytes.writeFullBox("dref") { bytes in
                            bytes.writeInteger(1 as UInt32)
                            bytes.writeFullBox("url ", flags: 1) { _ in }  // this file
                        }
                    }
                    bytes.writeBox("stbl") { bytes in
                        bytes.writeFullBox("stsd") { bytes in
                            bytes.writeInteger(UInt32(track.configurations.count))
                            for configuration in track.configurations { bytes.writeSampleEntry(configuration) }
                        }
                        tables(&bytes)
                    }
                }
            }
        }
    }

    /// Writes `tkhd` (8.3.2): enabled, in the movie, with the largest picture of the track.
    private mutating func writeTrackHeader(_ track: TrackHeader) {
        let sizes = track.configurations.compactMap(\.shownSize)
        self.writeFullBox("tkhd", version: 1, flags: 3) { bytes in
            bytes.writeMultipleIntegers(0 as UInt64, 0 as UInt64, track.id, 0 as UInt32, track.duration)
            bytes.writeRepeatingByte(0, count: 8)
            // layer, alternate_group, volume
            bytes.writeMultipleIntegers(
                0 as UInt16, 0 as UInt16, track.kind == .audio ? 0x0100 : 0 as UInt16, 0 as UInt16)
            bytes.writeUnityMatrix()
            bytes.writeInteger(UInt32(UInt16(clamping: sizes.map(\.width).max() ?? 0)) << 16)
            bytes.writeInteger(UInt32(UInt16(clamping: sizes.map(\.height).max() ?? 0)) << 16)
        }
    }

    private mutating func writeEdits(_ edits: [TrackHeader.Edit]) {
        self.writeBox("edts") { bytes in
            bytes.writeFullBox("elst", version: 1) { bytes in
                bytes.writeInteger(UInt32(edits.count))
                for edit in edits {
                    bytes.writeMultipleIntegers(edit.duration, edit.mediaTime, 1 as UInt16, 0 as UInt16)
                }
            }
        }
    }

    private mutating func writeHandler(_ kind: MediaKind) {
        self.writeFullBox("hdlr") { bytes in
            bytes.writeMultipleIntegers(0 as UInt32, (kind == .video ? "vide" : "soun" as FourCC).rawValue)
            bytes.writeRepeatingByte(0, count: 12)
            bytes.writeNullTerminatedString(kind == .video ? "VideoHandler" : "SoundHandler")
        }
    }
}
