// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess

/// The programs that push: other people's RTMP clients, each sending the packets of a file as they are.
enum Publisher: String, CaseIterable, Sendable {
    /// Debian's ffmpeg 5.1.
    case ffmpeg
    /// ffmpeg 9.
    case newFFmpeg
    /// GStreamer's own client.
    case rtmp2sink
    /// GStreamer over librtmp.
    case rtmpsink
    /// rtmpdump's library, called by a program of ours.
    case librtmp

    /// Pushes a file to its end, as quickly as the server takes it; throws when the program did not succeed.
    func push(_ source: SourceMedia, seconds: Int = 5, to url: String) async throws {
        let file = try await source.file(seconds: seconds)
        switch self {
        case .ffmpeg, .newFFmpeg:
            try await Tool.output(
                of: self == .ffmpeg ? Programs.ffmpeg : Programs.newFFmpeg,
                ["-v", "error", "-i", file, "-c", "copy", "-f", "flv", url])
        case .rtmp2sink:
            let sink = ["rtmp2sink", "location=\(url)", "sync=false"]
            try await Tool.output(of: Programs.gstreamer, Self.pipeline(from: file, source, into: sink))
        case .rtmpsink:
            let sink = ["rtmpsink", "location=\(url) live=1", "sync=false"]
            try await Tool.output(of: Programs.gstreamer, Self.pipeline(from: file, source, into: sink))
        case .librtmp:
            try await Self.push(tagsOf: file, to: url)
        }
    }

    /// Pushes any pair of codecs with ffmpeg 9, which says in `connect` what of Enhanced RTMP it uses.
    static func push(_ pair: CodecPair, to url: String) async throws {
        try await Tool.output(
            of: Programs.newFFmpeg,
            ["-v", "error", "-i", try await pair.file(), "-c", "copy"]
                + ["-rtmp_enhanced_codecs", "hvc1,av01,vp09,Opus,fLaC,ac-3,ec-3", "-f", "flv", url])
    }

    /// Pushes the tags of any FLV file through librtmp, byte by byte as they are.
    static func push(tagsOf file: String, to url: String) async throws {
        try await Tool.output(of: try await rtmpWrite.value, [file, url])
    }

    /// The packets that the program puts on the wire.
    ///
    /// GStreamer's muxer cuts decoding times that lie before the first presentation time, so its own file is the
    /// measure of what it sends; its payloads are compared with the source's by the caller all the same.
    func reference(_ source: SourceMedia, seconds: Int = 5) async throws -> PacketList {
        let file = try await source.file(seconds: seconds)
        switch self {
        case .ffmpeg, .newFFmpeg, .librtmp:
            return try await PacketList(of: file)
        case .rtmp2sink, .rtmpsink:
            let folder = try TemporaryFolder()
            let muxed = folder.path + "/muxed.flv"
            try await Tool.output(
                of: Programs.gstreamer, Self.pipeline(from: file, source, into: ["filesink", "location=\(muxed)"]))
            return try await PacketList(of: muxed)
        }
    }

    private static func pipeline(from file: String, _ source: SourceMedia, into sink: [String]) -> [String] {
        var pipeline = ["-q", "filesrc", "location=\(file)", "!", "flvdemux", "name=demuxer"]
        if source.hasVideo { pipeline += ["demuxer.video", "!", "queue", "!", "muxer.video"] }
        if source.hasAudio { pipeline += ["demuxer.audio", "!", "queue", "!", "muxer.audio"] }
        return pipeline + ["flvmux", "name=muxer", "streamable=true", "!"] + sink
    }

    /// The program around librtmp, compiled once per run.
    private static let rtmpWrite = Task {
        let program = Programs.cache + "/rtmp_write"
        try FileManager.default.createDirectory(atPath: Programs.cache, withIntermediateDirectories: true)
        try await Tool.output(
            of: Programs.compiler,
            ["-Wall", "-Werror", "-O1", "-o", program, Programs.clients + "/rtmp_write.c", "-lrtmp"])
        return program
    }
}
