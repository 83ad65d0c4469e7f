// SPDX-License-Identifier: Apache-2.0

/// The formats of the matrix: those of templates, and HLS with the segments that one may choose.
enum MatrixFormat: String, CaseIterable, Sendable {
    case flv
    case hls
    case fragmentedHLS = "hls-fmp4"
    case mp4
    case aac
    case mp3

    /// What its manifest calls it.
    var name: String { self == .fragmentedHLS ? "hls" : self.rawValue }

    /// Whether it is of sound alone.
    var isAudio: Bool { self == .aac || self == .mp3 }
}

// What the codecs are, by their specifications, and what the documents say of them; nothing here asks the server.

extension SourceTrack.Coding {
    var kind: FLVFile.Tag.Kind {
        switch self {
        case .h264, .hevc, .legacyHEVC, .av1, .vp9: .video
        case .aac, .aac71, .heAAC, .mp3, .opus, .flac, .ac3, .eac3, .aLaw, .muLaw: .audio
        }
    }

    /// What manifests call it.
    var name: String {
        switch self {
        case .h264, .av1, .vp9, .mp3, .opus, .flac, .ac3, .eac3, .hevc, .aac: self.rawValue
        case .legacyHEVC: "hevc"
        case .aac71, .heAAC: "aac"
        case .aLaw: "pcm_alaw"
        case .muLaw: "pcm_mulaw"
        }
    }

    /// Whether something is sent before the first frame that tells how to decode it.
    var hasConfiguration: Bool {
        switch self {
        case .h264, .hevc, .legacyHEVC, .av1, .vp9, .aac, .aac71, .heAAC, .opus, .flac: true
        case .mp3, .ac3, .eac3, .aLaw, .muLaw: false
        }
    }

    /// Whether frames may be shown in another order than they are decoded in; AV1 and VP9 hide them in others.
    var canReorder: Bool { self == .h264 || self == .hevc || self == .legacyHEVC }

    /// Whether a recording as MP3 has to be made of it.
    var isTranscodedToMP3: Bool {
        switch self {
        case .aac, .aac71, .heAAC, .opus: true
        case .h264, .hevc, .legacyHEVC, .av1, .vp9, .mp3, .flac, .ac3, .eac3, .aLaw, .muLaw: false
        }
    }
}

extension SourceTrack {
    /// Whether a format can hold it (recording-api.md, section 9, and the README's table).
    func isHeld(by format: MatrixFormat) -> Bool {
        switch format {
        case .flv: true
        case .hls, .fragmentedHLS, .mp4: self.coding != .aLaw && self.coding != .muLaw
        // ADTS has three bits for channelConfiguration; the other 7.1 has 12.
        case .aac:
            self.coding == .aac || self.coding == .heAAC || self.coding == .aac71 && self.variant == .plain
        case .mp3: self.coding == .mp3 || self.coding.isTranscodedToMP3
        }
    }

    /// Nanoseconds of a frame, for codecs whose frames are all of one length.
    var nominalLength: Int64? {
        self.frame.map { $0.samples * 1_000_000_000 / $0.rate }
    }

    private var frame: (samples: Int64, rate: Int64)? {
        let isChanged = self.variant == .changed
        return switch self.coding {
        case .aac: (1_024, isChanged ? 48_000 : 44_100)
        case .aac71: (1_024, 44_100)
        case .heAAC: (1_024, isChanged ? 44_100 : 22_050)
        case .mp3: (1_152, isChanged ? 48_000 : 44_100)
        case .ac3, .eac3: (1_536, isChanged ? 48_000 : 44_100)
        case .flac: (1_024, 44_100)
        case .h264, .hevc, .legacyHEVC, .av1, .vp9, .opus, .aLaw, .muLaw: nil
        }
    }
}
