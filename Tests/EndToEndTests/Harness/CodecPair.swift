// SPDX-License-Identifier: Apache-2.0

/// A picture and a sound as RTMP carries them, by the names that `vod` and ffmpeg give the codecs.
enum CodecPair: String, CaseIterable, Sendable {
    case h264AAC = "h264 aac"
    case h264MP3 = "h264 mp3"
    case h264AC3 = "h264 ac3"
    case h264EAC3 = "h264 eac3"
    case h264ALaw = "h264 pcm_alaw"
    case h264MuLaw = "h264 pcm_mulaw"
    case hevcAAC = "hevc aac"
    case av1Opus = "av1 opus"
    case vp9FLAC = "vp9 flac"

    static let frameRate: Int64 = 25

    var video: String { String(self.rawValue.prefix { $0 != " " }) }
    var audio: String { String(self.rawValue.drop { $0 != " " }.dropFirst()) }

    /// Hertz.
    var sampleRate: Int64 {
        switch self {
        case .h264ALaw, .h264MuLaw: 8_000
        case .h264MP3: 44_100
        case .h264AAC, .h264AC3, .h264EAC3, .hevcAAC, .av1Opus, .vp9FLAC: 48_000
        }
    }

    /// An FLV file of three seconds, with Enhanced RTMP's tags where the old ones know no word for a codec.
    func file() async throws -> String {
        let picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=\(Self.frameRate):duration=3"]
        let sound = ["-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=48000:duration=3"]
        let format = ["-pix_fmt", "yuv420p", "-g", "25", "-threads", "1", "-ac", self.sampleRate == 8_000 ? "1" : "2"]
        return try await Workshop.shared.file(
            self.rawValue.replacing(" ", with: "-"),
            by: picture + sound + format + self.videoEncoder + self.audioEncoder + ["-ar", "\(self.sampleRate)"]
                + ["-f", "flv"],
            with: Programs.newFFmpeg)
    }

    private var videoEncoder: [String] {
        switch self {
        case .h264AAC, .h264MP3, .h264AC3, .h264EAC3, .h264ALaw, .h264MuLaw:
            ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2"]
        case .hevcAAC:
            ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=25:bframes=2"]
        case .av1Opus: ["-c:v", "libsvtav1", "-preset", "11"]
        case .vp9FLAC: ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"]
        }
    }

    private var audioEncoder: [String] {
        switch self {
        case .h264AAC, .hevcAAC: ["-c:a", "aac"]
        case .h264MP3: ["-c:a", "libmp3lame"]
        case .h264AC3: ["-c:a", "ac3"]
        case .h264EAC3: ["-c:a", "eac3"]
        case .h264ALaw: ["-c:a", "pcm_alaw"]
        case .h264MuLaw: ["-c:a", "pcm_mulaw"]
        case .av1Opus: ["-c:a", "libopus"]
        case .vp9FLAC: ["-c:a", "flac"]
        }
    }

    /// What the formats make of the pair, by recording-api.md, section 9; a sound that a file can't hold is missing.
    func codecs(in format: Recording.Format) -> (video: String?, audio: String?)? {
        switch format {
        case .flv: (self.video, self.audio)
        case .hls, .mp4: (self.video, self.sampleRate == 8_000 ? nil : self.audio)
        case .aac: self.audio == "aac" ? (nil, "aac") : nil
        case .mp3: ["aac", "opus", "mp3"].contains(self.audio) ? (nil, "mp3") : nil
        }
    }
}
