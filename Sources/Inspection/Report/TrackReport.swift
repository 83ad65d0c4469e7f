// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

/// What is in one track of a file.
package struct TrackReport: Hashable, Sendable {
    /// What the container calls it: TagType of FLV, PID of a transport stream, track_ID of MP4, 1 of others.
    package let identifier: Int
    /// How it is coded at the beginning.
    package let format: TrackFormat
    /// How it is coded by now.
    var latestFormat: TrackFormat
    package private(set) var packets: Int64 = 0
    package private(set) var keyframes: Int64 = 0
    /// Bytes of the coded frames, without the container's framing.
    package private(set) var bytes: Int64 = 0
    package private(set) var firstDecodeTime = MediaTime.zero
    package private(set) var lastDecodeTime = MediaTime.zero
    package private(set) var firstPresentationTime = MediaTime.zero
    package private(set) var lastPresentationTime = MediaTime.zero
    /// The longest step of decode times that isn't a gap.
    private(set) var longestStep = MediaTime.zero
    /// Gaps, and the time in them.
    private var gaps: Int64 = 0
    private var gapTime = MediaTime.zero

    /// A step above this is no frame but a gap.
    package static let longestFrame = MediaTime.seconds(1)

    init(identifier: Int, format: TrackFormat) {
        self.identifier = identifier
        self.format = format
        latestFormat = format
    }

    /// How long the last frame is taken to be: by its codec, else the mean of those before it without gaps.
    package var frameDuration: MediaTime {
        if let nominal = latestFormat.frameDuration { return nominal }
        let steps = packets - 1 - gaps
        guard steps > 0 else { return .zero }
        return MediaTime(nanoseconds: (lastDecodeTime - firstDecodeTime - gapTime).nanoseconds / steps)
    }

    /// The mean of all steps, gaps included.
    var meanStep: MediaTime {
        packets > 1
            ? MediaTime(nanoseconds: (lastDecodeTime - firstDecodeTime).nanoseconds / (packets - 1)) : .zero
    }

    /// From the first frame's decode time to the end of the last frame.
    package var duration: MediaTime {
        packets == 0 ? .zero : lastDecodeTime - firstDecodeTime + frameDuration
    }

    /// Counts a packet; the gap before it, if there is one.
    mutating func count(_ packet: InspectedPacket, isMarked: Bool, file: String?) -> TimeGap? {
        defer {
            packets += 1
            keyframes += packet.isKeyframe ? 1 : 0
            bytes += Int64(packet.payload.readableBytes)
            lastDecodeTime = packet.decodeTime
        }
        guard packets > 0 else {
            firstDecodeTime = packet.decodeTime
            firstPresentationTime = packet.presentationTime
            lastPresentationTime = packet.presentationTime
            return nil
        }
        firstPresentationTime = min(firstPresentationTime, packet.presentationTime)
        lastPresentationTime = max(lastPresentationTime, packet.presentationTime)
        let step = packet.decodeTime - lastDecodeTime
        guard step < .zero || step > Self.longestFrame else {
            longestStep = max(longestStep, step)
            return nil
        }
        gaps += 1
        gapTime = gapTime + step
        return TimeGap(
            file: file, track: identifier, from: lastDecodeTime, to: packet.decodeTime, isMarked: isMarked)
    }
}

/// How a track is coded, as far as the file tells.
package struct TrackFormat: Hashable, Sendable {
    package var kind: MediaKind
    /// `h264`, `aac` and so on: what ffmpeg calls the codec.
    package var codec: String
    /// Pixels, after cropping.
    package var width: Int?
    package var height: Int?
    /// Hertz.
    package var sampleRate: Int?
    package var channelCount: Int?
    /// How long each frame is, of audio codecs whose frames are all of one length.
    package var frameDuration: MediaTime?

    init(kind: MediaKind, codec: String) {
        self.kind = kind
        self.codec = codec
    }
}

extension TrackFormat {
    /// What a codec's configuration tells.
    init(_ configuration: CodecConfiguration) {
        self.init(kind: configuration.kind, codec: configuration.name)
        (width, height) = (configuration.pictureSize?.width, configuration.pictureSize?.height)
        sampleRate = configuration.sampleRate
        channelCount = configuration.channelCount
        frameDuration = configuration.nominalFrameDuration
    }
}

extension MediaTime {
    /// The length of some samples of sound.
    static func samples(_ count: Int64, rate: Int) -> MediaTime {
        let (seconds, rest) = count.quotientAndRemainder(dividingBy: Int64(rate))
        return .seconds(seconds) + MediaTime(nanoseconds: (rest * 1_000_000_000 + Int64(rate) / 2) / Int64(rate))
    }

    /// A time of ticks of the 90 kHz clock, to the nearest nanosecond.
    static func ticks(_ ticks: Int64) -> MediaTime {
        .samples(ticks, rate: 90_000)
    }
}
