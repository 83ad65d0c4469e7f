// SPDX-License-Identifier: Apache-2.0

/// The codecs of a push with sound and pictures.
struct CodecPair: Hashable, Sendable {
    let video: SourceTrack.Coding
    let audio: SourceTrack.Coding

    var name: String { "\(self.video.rawValue)+\(self.audio.rawValue)" }

    static let all = [
        CodecPair(video: .h264, audio: .aac), CodecPair(video: .h264, audio: .aac71),
        CodecPair(video: .h264, audio: .heAAC), CodecPair(video: .h264, audio: .mp3),
        CodecPair(video: .h264, audio: .flac), CodecPair(video: .h264, audio: .ac3),
        CodecPair(video: .h264, audio: .eac3), CodecPair(video: .h264, audio: .aLaw),
        CodecPair(video: .h264, audio: .muLaw), CodecPair(video: .hevc, audio: .aac),
        CodecPair(video: .legacyHEVC, audio: .aac), CodecPair(video: .av1, audio: .opus),
        CodecPair(video: .vp9, audio: .opus),
    ]
}
