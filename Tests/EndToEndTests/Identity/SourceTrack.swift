// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// One track of a source: four seconds of a codec, as ffmpeg 9 writes them.
struct SourceTrack: Hashable, Sendable {
    enum Coding: String, Sendable {
        case h264
        /// In Enhanced RTMP's tags.
        case hevc
        /// In the tags with codec id 12 that some encoders still send.
        case legacyHEVC
        case av1
        case vp9
        case aac
        /// Eight channels.
        case aac71
        case heAAC
        case mp3
        case opus
        case flac
        case ac3
        case eac3
        case aLaw
        case muLaw
    }

    enum Variant: String, Sendable {
        case plain
        case bFrames
        case openGOP
        case variableRate
        /// Another size of picture, another rate or other channels of sound.
        case changed
    }

    let coding: Coding
    var variant = Variant.plain

    /// How much there is of each, in milliseconds.
    static let length: Int64 = 4_000

    /// The tags, by time.
    func tags() async throws -> [FLVFile.Tag] {
        let name = "\(self.coding.rawValue)-\(self.variant.rawValue)"
        let path = try await Workshop.shared.file(name, by: self.recipe, with: self.program)
        let tags = try FLVFile(path: path).tags
        switch self.coding {
        case .legacyHEVC: return tags.compactMap(\.legacy)
        case .heAAC where self.variant == .plain: return tags.map { $0.isConfiguration ? $0.announcingHEAAC : $0 }
        case _: return tags
        }
    }
}

extension SourceTrack {
    /// Release 5.1 gives eight channels the configuration 7, release 9 gives them 12, for which ADTS has no bits.
    private var program: String {
        self.coding == .aac71 && self.variant == .plain ? Programs.ffmpeg : Programs.newFFmpeg
    }

    private var recipe: [String] {
        let end = ["-bitexact", "-f", "flv"]
        return (self.coding.kind == .video ? self.videoRecipe : self.audioRecipe) + end
    }

    private var videoRecipe: [String] {
        let size = self.variant == .changed ? "192x108" : "160x90"
        var recipe = ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25:duration=4", "-pix_fmt", "yuv420p"]
        if self.variant == .variableRate {
            recipe += ["-vf", "select='lt(n,25)+not(mod(n,3))'", "-fps_mode", "vfr"]
        }
        recipe += ["-g", "25", "-b:v", "60k"]
        let bFrames = self.variant == .plain ? 0 : 2
        let structure =
            "keyint=25:min-keyint=25:scenecut=0:bframes=\(bFrames):b-adapt=0"
            + ":open-gop=\(self.variant == .openGOP ? 1 : 0)"
        switch self.coding {
        case .h264:
            return recipe + ["-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-x264-params", structure]
        case .hevc, .legacyHEVC:
            let parameters = "log-level=none:pools=1:frame-threads=1:\(structure)"
            return recipe + ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", parameters]
        case .av1: return recipe + ["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-threads", "1"]
        case .vp9: return recipe + ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"]
        case .aac, .aac71, .heAAC, .mp3, .opus, .flac, .ac3, .eac3, .aLaw, .muLaw: return recipe
        }
    }

    private var audioRecipe: [String] {
        let isChanged = self.variant == .changed
        let encoder: [String] =
            switch self.coding {
            case .aac: ["aac", "-b:a", "32k"] + Self.sound(isChanged ? 48_000 : 44_100, isChanged ? 1 : 2)
            case .aac71: ["aac", "-b:a", "96k"] + Self.sound(44_100, 8)
            case .heAAC: ["aac", "-b:a", "32k"] + Self.sound(isChanged ? 44_100 : 22_050, 2)
            case .mp3: ["libmp3lame", "-b:a", "32k"] + Self.sound(isChanged ? 48_000 : 44_100, isChanged ? 1 : 2)
            case .opus: ["libopus", "-b:a", "32k"] + Self.sound(48_000, isChanged ? 1 : 2)
            case .flac: ["flac"] + Self.sound(44_100, isChanged ? 2 : 1)
            case .ac3: ["ac3", "-b:a", "64k"] + Self.sound(isChanged ? 48_000 : 44_100, isChanged ? 1 : 2)
            case .eac3: ["eac3", "-b:a", "64k"] + Self.sound(isChanged ? 48_000 : 44_100, isChanged ? 1 : 2)
            case .aLaw: ["pcm_alaw"] + Self.sound(8_000, isChanged ? 2 : 1)
            case .muLaw: ["pcm_mulaw"] + Self.sound(8_000, isChanged ? 2 : 1)
            case .h264, .hevc, .legacyHEVC, .av1, .vp9: []
            }
        return ["-f", "lavfi", "-i", "sine=frequency=440:beep_factor=4:sample_rate=44100:duration=4", "-c:a"] + encoder
    }

    private static func sound(_ rate: Int, _ channels: Int) -> [String] { ["-ar", "\(rate)", "-ac", "\(channels)"] }
}

extension FLVFile.Tag {
    /// A video tag of Enhanced RTMP with the header that codec id 12 has; nil of what has no such form.
    fileprivate var legacy: FLVFile.Tag? {
        var rest = self.body
        guard let head = rest.readInteger(as: UInt8.self), rest.readInteger(as: UInt32.self) != nil else { return nil }
        var body = rest
        body.clear()
        body.writeInteger(head & 0x70 | 12)
        switch head & 0xF {
        case 0: body.writeBytes([0, 0, 0, 0])
        case 1: body.writeInteger(1 as UInt8)
        case 3: body.writeBytes([1, 0, 0, 0])
        case _: return nil
        }
        body.writeImmutableBuffer(rest)
        return FLVFile.Tag(kind: self.kind, timestamp: self.timestamp, body: body)
    }

    /// An AAC configuration that announces spectral band replication at 44.1 kHz.
    ///
    /// Audio object type 5, 22.05 kHz, two channels, extension 44.1 kHz, type 2 (ISO/IEC 14496-3, 1.6.2.1). Frames
    /// need not have any.
    fileprivate var announcingHEAAC: FLVFile.Tag {
        var body = self.body
        body.clear()
        body.writeBytes([0xAF, 0, 0b00101_011, 0b1_0010_010, 0b0_00010_00, 0])
        return FLVFile.Tag(kind: self.kind, timestamp: self.timestamp, body: body)
    }
}
