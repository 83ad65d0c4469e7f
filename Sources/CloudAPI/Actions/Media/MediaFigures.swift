// SPDX-License-Identifier: Apache-2.0

import Media
package import RecordingModel

/// The numbers and words that describe a recorded file, out of what was counted while it was written.
package struct MediaFigures: Hashable, Sendable {
    /// The numbers of one track.
    package struct Stream: Hashable, Sendable {
        /// Bits a second.
        package let bitrate: Int64
        /// Seconds.
        package let duration: Double
        /// Frames a second, rounded.
        package let frameRate: Int64
        /// What `Codec` says, such as `h264`.
        package let codec: String

        fileprivate init?(_ track: MediaFacts.TrackFacts?) {
            guard let track, track.packets > 0 else { return nil }
            codec = track.track.configuration.name
            duration = track.duration.seconds
            bitrate = Self.rate(of: Double(track.bytes) * 8, in: duration)
            frameRate = Self.rate(of: Double(track.packets), in: duration)
        }

        /// How much comes in a second, rounded; 0 where no time has passed.
        fileprivate static func rate(of amount: Double, in duration: Double) -> Int64 {
            duration > 0 ? Int64(exactly: (amount / duration).rounded()) ?? 0 : 0
        }
    }

    package let video: Stream?
    package let audio: Stream?
    /// Pixels; 0 without pictures.
    package let width: Int
    package let height: Int
    /// Hertz; 0 without sound.
    package let samplingRate: Int
    /// Bits a second, containers included.
    package let bitrate: Int64
    /// Seconds.
    package let duration: Double
    /// What `BasicInfo.Type` says: the ending that the file has.
    package let type: String
    /// What `MetaData.Container` says.
    package let container: String

    package init(_ file: RecordedFile) {
        video = Stream(file.facts.video)
        audio = Stream(file.facts.audio)
        let size = video == nil ? nil : file.facts.video?.track.configuration.pictureSize
        width = size?.width ?? 0
        height = size?.height ?? 0
        samplingRate = audio == nil ? 0 : file.facts.audio?.track.configuration.sampleRate ?? 0
        duration = file.facts.duration.seconds
        bitrate = Stream.rate(of: Double(file.size) * 8, in: duration)
        type = file.format == .hls ? "m3u8" : file.format.rawValue
        container = file.format.rawValue
    }

    /// What `BasicInfo.Category` says.
    package var category: String { video == nil ? "Audio" : "Video" }
}
