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
        switch configuration {
        case .aac(let aac):
            let count = aac.frameLength * aac.outputSampleRate / aac.sampleRate
            self.init(sampleRate: aac.outputSampleRate, channelCount: aac.channelCount, count: count)
        case .opus(let opus):
            // 20 ms, as nearly all encoders.
            self.init(sampleRate: OpusConfiguration.sampleRate, channelCount: opus.channelCount, count: 960)
        case _:
            self.init(sampleRate: 48_000, channelCount: 2, count: 1_024)
        }
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
