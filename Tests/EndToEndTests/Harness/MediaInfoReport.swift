// SPDX-License-Identifier: Apache-2.0

import Testing

/// What mediainfo 23.04 finds in a recording.
struct MediaInfoReport: Sendable {
    private let tracks: [JSON]

    init(of recording: Recording) async throws {
        let output = try await Tool.output(of: Programs.mediainfo, ["--Output=JSON", try recording.joined()])
        self.tracks = try JSON(text: output)["media"]["track"].array ?? []
    }

    /// Its names of the codecs; of VP9 in MP4, and of AV1 by some encoders, it knows the sample entry alone.
    private static let formats = [
        "h264": "AVC", "hevc": "HEVC", "av1": "av01", "vp9": "vp09", "aac": "AAC", "mp3": "MPEG Audio",
        "opus": "Opus", "flac": "FLAC", "ac3": "AC-3", "eac3": "E-AC-3", "pcm_alaw": "ADPCM", "pcm_mulaw": "ADPCM",
    ]

    /// Fails the test unless it finds the tracks and the length that `vod` tells, and no fault.
    func expectAgreement(with recording: Recording, sourceLocation: SourceLocation) {
        let complaints = self.tracks.flatMap { track in
            (track["extra"].members ?? [:]).keys.filter { ["IsTruncated", "ConformanceErrors"].contains($0) }
        }
        #expect(complaints == [], "mediainfo on \(recording.path)", sourceLocation: sourceLocation)
        // Enhanced RTMP's tags are numbers to it, and it says nothing about how long ADTS is.
        if !recording.isEnhanced {
            for (type, codec) in [("Video", recording.videoCodec), ("Audio", recording.audioCodec)] {
                let found = self.tracks.filter { $0["@type"].string == type }.map { track in
                    track["Format"] == "AV1" ? "av01" : track["Format"].string
                }
                let expected = [codec].compactMap { $0.flatMap { Self.formats[$0] } }
                #expect(found == expected, "mediainfo on \(recording.path)", sourceLocation: sourceLocation)
            }
        }
        guard recording.format != .aac else { return }
        let length = self.tracks.first?["Duration"].string.flatMap { Double($0) } ?? 0
        #expect(
            abs(length - (recording.duration ?? 0)) < 0.15, "mediainfo on \(recording.path)",
            sourceLocation: sourceLocation)
    }
}
