// SPDX-License-Identifier: Apache-2.0

/// What a push goes through.
enum Scenario: String, CaseIterable, Sendable {
    case plain
    /// Two between references, so that decoding and presentation order differ.
    case bFrames = "B-frames"
    /// B-frames that refer across keyframes.
    case openGOP = "open GOP"
    case audioOnly = "audio only"
    case videoOnly = "video only"
    /// The first sound comes 1.3 s after the first picture; its configuration is there from the beginning.
    case lateAudio = "late audio"
    /// One second of 25 pictures, then eight or nine a second.
    case variableRate = "VFR"
    /// Another size of picture from 2 s on.
    case resolutionChange = "resolution"
    /// Another rate or other channels of sound from 2 s on.
    case audioChange = "audio change"
    /// The clock goes 60 s forward at 1.5 s.
    case jumpForward = "jump +"
    /// The clock goes 30 s back at 1.5 s, and sound is sent a little later than pictures of its time.
    case jumpBack = "jump -"
    /// The clock goes 5 s forward at 1.5 s: too far for sound, not for pictures without sound.
    case pause
    /// The encoder begins again at zero, with its configurations, on the same connection.
    case restart
    /// The time passes 2^24 ms, where RTMP's short timestamps end.
    case wrap24 = "2^24"
    /// The time passes 2^31 ms, where signed timestamps end.
    case wrap31 = "2^31"
    /// The time passes 2^32 ms, where RTMP's timestamps begin again.
    case wrap32 = "2^32"

    /// Whether a push with these codecs is another than one that stands in the matrix already or can't be.
    func applies(to pair: MatrixPair) -> Bool {
        switch self {
        case .bFrames, .openGOP: pair.video.canReorder
        // Without the other track several pairs are one and the same push.
        case .audioOnly: MatrixPair.all.first { $0.audio == pair.audio } == pair
        case .videoOnly: MatrixPair.all.first { $0.video == pair.video } == pair
        case .plain, .lateAudio, .variableRate, .resolutionChange, .audioChange, .jumpForward, .jumpBack, .pause,
            .restart, .wrap24, .wrap31, .wrap32:
            true
        }
    }

    var hasVideo: Bool { self != .audioOnly }
    var hasAudio: Bool { self != .videoOnly }

    /// How the pictures are coded; where nothing else is asked for with B-frames, which are harder.
    func video(_ coding: SourceTrack.Coding) -> SourceTrack {
        switch self {
        case .plain: SourceTrack(coding: coding, variant: .plain)
        case .openGOP: SourceTrack(coding: coding, variant: .openGOP)
        case .variableRate: SourceTrack(coding: coding, variant: .variableRate)
        case .bFrames, .audioOnly, .videoOnly, .lateAudio, .resolutionChange, .audioChange, .jumpForward, .jumpBack,
            .pause, .restart, .wrap24, .wrap31, .wrap32:
            SourceTrack(coding: coding, variant: coding.canReorder ? .bFrames : .plain)
        }
    }

    /// Where the publisher's clock stands at the beginning, in milliseconds.
    var origin: Int64 {
        switch self {
        case .plain, .bFrames, .openGOP, .audioOnly, .videoOnly, .lateAudio, .variableRate, .resolutionChange,
            .audioChange, .jumpForward, .pause:
            0
        case .jumpBack: 40_000
        case .restart: 100_000
        case .wrap24: (1 << 24) - 2_030
        case .wrap31: (1 << 31) - 2_030
        case .wrap32: (1 << 32) - 2_030
        }
    }

    /// Where the clock jumps, counted from the beginning, and how far, both in milliseconds.
    var jump: (place: Int64, step: Int64)? {
        switch self {
        case .jumpForward: (1_500, 60_000)
        case .jumpBack: (1_500, -30_000)
        case .pause: (1_500, 5_000)
        case .restart: (2_000, -102_000)
        case .plain, .bFrames, .openGOP, .audioOnly, .videoOnly, .lateAudio, .variableRate, .resolutionChange,
            .audioChange, .wrap24, .wrap31, .wrap32:
            nil
        }
    }
}
