// SPDX-License-Identifier: Apache-2.0

// What other people's programs can't send, or don't send as it is; what they do send is in the matrix.

extension MatrixPublisher {
    /// Why a program does not push something; nil when it does.
    func limit(_ pair: MatrixPair, _ scenario: Scenario) -> String? {
        switch self {
        case .aircheck, .librtmp: nil
        case .ffmpeg: pair.isLegacy ? self.limit(of: pair.audio, scenario) : "flv of 5.1 has no Enhanced tags"
        case .newFFmpeg:
            pair.video == .legacyHEVC
                ? "flv of 9 reads codec id 12 and writes hvc1" : self.limit(of: pair.audio, scenario)
        case .rtmp2sink, .rtmpsink:
            pair.isLegacy ? self.limit(of: pair.audio, scenario) : "flvmux of 1.22 has no Enhanced tags"
        }
    }

    private func limit(of audio: SourceTrack.Coding, _ scenario: Scenario) -> String? {
        let isGStreamer = self == .rtmp2sink || self == .rtmpsink
        return switch scenario {
        case .plain, .bFrames, .openGOP, .audioOnly, .videoOnly, .variableRate: nil
        case .audioChange where audio == .aLaw || audio == .muLaw: "writes the channels of the beginning to the end"
        case .audioChange where audio == .aac71 && self == .ffmpeg: "does not know the channel configuration 12"
        case .lateAudio: isGStreamer ? "flvdemux waits for the first sound with all" : nil
        case .resolutionChange, .audioChange, .jumpForward, .pause, .wrap24:
            isGStreamer ? "flvdemux and flvmux even it out" : nil
        case .jumpBack, .restart: "makes decode times grow"
        case .wrap31, .wrap32: "cuts timestamps to 31 bits"
        }
    }
}

extension MatrixPair {
    /// Whether both have tags of FLV 10.1.
    fileprivate var isLegacy: Bool {
        switch self.audio {
        case .aac, .aac71, .heAAC, .mp3, .aLaw, .muLaw: self.video == .h264
        case .h264, .hevc, .legacyHEVC, .av1, .vp9, .opus, .flac, .ac3, .eac3: false
        }
    }
}
