// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// What the boxes of an MP4 file say: its tracks and their samples, and all that is wrong with them.
///
/// Made by `MP4File.init(_:)`. Of a file that has been cut off, it is all up to the last whole fragment.
package struct MP4File: Sendable {
    /// One frame, and where it stands in the file.
    package struct Sample: Hashable, Sendable {
        package var offset: Int64
        /// In ticks of its track, before edits.
        package var decodeTime: Int64
        package var size: UInt32
        /// In ticks of its track.
        package var duration: UInt32
        package var compositionOffset: Int32
        /// The number of its sample entry, from 1.
        package var description: UInt16
        package var isSync: Bool
    }

    /// A part of a track's own time that is shown next; `mediaTime` -1 shows nothing (ISO/IEC 14496-12, 8.6.6).
    package struct Edit: Hashable, Sendable {
        /// Ticks of the movie.
        package var duration: Int64
        /// Ticks of the track.
        package var mediaTime: Int64
    }

    /// A sample entry.
    package struct Description: Hashable, Sendable {
        package var format: FourCC
        /// Nil of a coding that isn't known here, and of MP3, whose frames alone tell.
        package var configuration: CodecConfiguration?
        /// Of pictures.
        package var size: PictureSize?
        /// Of sound.
        package var sampleRate: Int?
        package var channelCount: Int?
    }

    package struct Track: Sendable {
        package var id: UInt32
        /// `vide` or `soun`, as a rule.
        package var handler: FourCC
        /// Ticks a second.
        package var timescale: Int64
        /// Ticks of the track, as its header says; 0 of one whose samples are in fragments.
        package var mediaDuration: Int64
        /// Ticks of the movie, as the track header says; 0 of one whose samples are in fragments.
        package var duration: Int64
        package var edits: [Edit]
        package var descriptions: [Description]
        package var samples: [Sample] = []
    }

    package internal(set) var majorBrand: FourCC?
    package internal(set) var compatibleBrands: [FourCC] = []
    /// Whether samples are in fragments.
    package internal(set) var isFragmented = false
    /// Ticks a second of `duration` and of edits.
    package internal(set) var timescale: Int64 = 0
    /// Of the movie header; 0 where samples are in fragments.
    package internal(set) var duration: Int64 = 0
    package internal(set) var tracks: [Track] = []
    package internal(set) var fragmentCount = 0
    /// In the order in which they were found; a plain and whole file has none.
    package private(set) var faults: [MP4Fault] = []

    /// Faults that are noted; more tell nothing new.
    private static let maximumFaults = 100

    mutating func note(_ fault: MP4Fault) {
        if faults.count < Self.maximumFaults { faults.append(fault) }
    }
}

extension MP4File.Track {
    /// When a sample is decoded, on the clock that all tracks share.
    package func decodeTime(of sample: MP4File.Sample, in file: MP4File) -> MediaTime {
        time(sample.decodeTime, in: file)
    }

    /// When a sample is shown, on the clock that all tracks share.
    package func presentationTime(of sample: MP4File.Sample, in file: MP4File) -> MediaTime {
        time(sample.decodeTime + Int64(sample.compositionOffset), in: file)
    }

    /// The time at which a time of the track stands in the movie: after empty edits, less what the edit skips.
    private func time(_ ticks: Int64, in file: MP4File) -> MediaTime {
        let delay = edits.prefix { $0.mediaTime < 0 }.reduce(0) { $0 + $1.duration }
        let skipped = edits.first { $0.mediaTime >= 0 }?.mediaTime ?? 0
        return MediaTime(nanoseconds: MP4File.scale(ticks - skipped, from: timescale, to: 1_000_000_000))
            + MediaTime(nanoseconds: MP4File.scale(delay, from: max(1, file.timescale), to: 1_000_000_000))
    }
}
