// SPDX-License-Identifier: Apache-2.0

import Media

/// What a decoder puts out for one packet.
struct SampleShape: Hashable {
    /// Hertz.
    var sampleRate: Int
    /// Channels before they are mixed.
    var channelCount: Int
    /// Samples of each channel.
    var count: Int
}

extension SampleShape {
    /// What a configuration promises, for packets that never tell.
    init(_ configuration: CodecConfiguration) {
        let sampleRate = configuration.sampleRate ?? 48_000
        // Opus tells no length; nearly all encoders make frames of 20 ms.
        let duration = configuration.nominalFrameDuration ?? .milliseconds(20)
        self.init(
            sampleRate: sampleRate, channelCount: configuration.channelCount ?? 2,
            count: Int(duration.ticks(timescale: Int64(sampleRate))))
    }
}

/// Two sides of sound, -1 to 1.
struct StereoSamples {
    var shape: SampleShape
    var left: [Float]
    var right: [Float]

    /// Silence.
    init(silent shape: SampleShape) {
        self.shape = shape
        left = [Float](repeating: 0, count: shape.count)
        right = left
    }
}
