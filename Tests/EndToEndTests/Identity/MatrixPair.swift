// SPDX-License-Identifier: Apache-2.0

/// The codecs of a push with sound and pictures.
struct MatrixPair: Hashable, Sendable {
    let video: SourceTrack.Coding
    let audio: SourceTrack.Coding

    var name: String { "\(self.video.rawValue)+\(self.audio.rawValue)" }

    static let all = [
        MatrixPair(video: .h264, audio: .aac), MatrixPair(video: .h264, audio: .aac71),
        MatrixPair(video: .h264, audio: .heAAC), MatrixPair(video: .h264, audio: .mp3),
        MatrixPair(video: .h264, audio: .flac), MatrixPair(video: .h264, audio: .ac3),
        MatrixPair(video: .h264, audio: .eac3), MatrixPair(video: .h264, audio: .aLaw),
        MatrixPair(video: .h264, audio: .muLaw), MatrixPair(video: .hevc, audio: .aac),
        MatrixPair(video: .legacyHEVC, audio: .aac), MatrixPair(video: .av1, audio: .opus),
        MatrixPair(video: .vp9, audio: .opus),
    ]
}
