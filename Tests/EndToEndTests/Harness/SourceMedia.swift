// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A generated FLV file with a known sequence of packets: a small picture, a keyframe each second, H.264 and AAC.
enum SourceMedia: String, CaseIterable, Sendable {
    /// Two B-frames between references, so that decoding and presentation order differ.
    case bFrames
    case noBFrames
    case audioOnly
    case videoOnly

    /// Frames per second of the sources with a picture.
    static let frameRate = 25

    var hasVideo: Bool { self != .audioOnly }
    var hasAudio: Bool { self != .videoOnly }

    /// The file, made by Debian's ffmpeg at first need and kept in the build folder.
    func file(seconds: Int = 5) async throws -> String {
        try await Workshop.shared.file("\(self.rawValue)-\(seconds)s", by: self.recipe(seconds: seconds))
    }

    private func recipe(seconds: Int) -> [String] {
        var arguments: [String] = []
        if self.hasVideo {
            arguments += ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=\(Self.frameRate):duration=\(seconds)"]
        }
        if self.hasAudio {
            arguments += [
                "-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=44100:duration=\(seconds)",
            ]
        }
        if self.hasVideo {
            arguments += [
                "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-b:v", "300k", "-threads", "1",
                "-g", "\(Self.frameRate)", "-keyint_min", "\(Self.frameRate)", "-sc_threshold", "0",
                "-bf", self == .bFrames ? "2" : "0", "-x264-params", "b-adapt=0:open-gop=0",
            ]
        }
        if self.hasAudio { arguments += ["-c:a", "aac", "-b:a", "64k", "-ac", "2"] }
        return arguments + ["-f", "flv"]
    }
}
