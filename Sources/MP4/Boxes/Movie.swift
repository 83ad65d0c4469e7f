// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The movie box (ISO/IEC 14496-12, 8.2), at the head of fragments or with the tables of a whole file.
enum Movie {
    /// Ticks a second of the movie's own times: durations and edits.
    static let timescale: Int64 = 90_000

    /// Writes the movie box of a file whose samples are in fragments.
    static func writeFragmented(_ tracks: [MovieTrack], into bytes: inout ByteBuffer) {
        bytes.writeBox("moov") { bytes in
            bytes.writeMovieHeader(duration: 0, trackCount: tracks.count)
            for track in tracks {
                bytes.writeTrack(TrackHeader(fragmentsOf: track)) { bytes in
                    for table in ["stts", "stsc", "stco"] as [FourCC] {
                        bytes.writeFullBox(table) { $0.writeInteger(0 as UInt32) }
                    }
                    bytes.writeFullBox("stsz") { $0.writeInteger(0 as UInt64) }
                }
            }
            bytes.writeBox("mvex") { bytes in
                for track in tracks {
                    // default_sample_description_index 1, and no other default: fragments tell all.
                    bytes.writeFullBox("trex") { bytes in
                        bytes.writeMultipleIntegers(track.id, 1 as UInt32, 0 as UInt32, 0 as UInt32, 0 as UInt32)
                    }
                }
            }
        }
    }

    /// Bytes of the movie box that `writePlain` writes.
    static func plainByteCount(_ tracks: [MovieTrack], usesLargeOffsets: Bool) -> Int {
        let origin = TrackHeader.origin(of: tracks)
        var bytes = ByteBuffer()
        bytes.writeMovieHeader(duration: 0, trackCount: 0)
        return tracks.reduce(bytes.readableBytes + 8) { count, track in
            bytes.clear()
            bytes.writeTrack(TrackHeader(track, origin: origin)) { _ in }
            return count + bytes.readableBytes + track.table.writtenByteCount(usesLargeOffsets: usesLargeOffsets)
        }
    }

    /// Writes the movie box of a plain file, chunk offsets moved by `shift`; the tables' memory is given back.
    static func writePlain(
        _ tracks: inout [MovieTrack], shift: Int64, usesLargeOffsets: Bool, into bytes: inout ByteBuffer
    ) {
        let origin = TrackHeader.origin(of: tracks)
        let headers = tracks.map { TrackHeader($0, origin: origin) }
        bytes.writeBox("moov") { bytes in
            bytes.writeMovieHeader(duration: headers.map(\.duration).max() ?? 0, trackCount: tracks.count)
            for (index, header) in headers.enumerated() {
                bytes.writeTrack(header) { bytes in
                    tracks[index].table.write(shift: shift, usesLargeOffsets: usesLargeOffsets, into: &bytes)
                }
            }
        }
    }
}

extension ByteBuffer {
    /// Writes `mvhd` (8.2.2); version 1, since 90 kHz in 32 bits end after 13 hours.
    fileprivate mutating func writeMovieHeader(duration: Int64, trackCount: Int) {
        self.writeFullBox("mvhd", version: 1) { bytes in
            bytes.writeMultipleIntegers(0 as UInt64, 0 as UInt64, UInt32(Movie.timescale), duration)
            bytes.writeMultipleIntegers(0x1_0000 as UInt32, 0x0100 as UInt16)  // rate 1, volume 1
            bytes.writeRepeatingByte(0, count: 10)
            bytes.writeUnityMatrix()
            bytes.writeRepeatingByte(0, count: 24)
            bytes.writeInteger(UInt32(trackCount + 1))  // next_track_ID
        }
    }
}
