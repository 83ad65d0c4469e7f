// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The programs that push the matrix.
enum MatrixPublisher: String, CaseIterable, Sendable {
    /// Ours, which sends any tags with any times.
    case aircheck
    /// rtmpdump's library, which sends the tags of a file as they are.
    case librtmp
    /// Debian's ffmpeg 5.1.
    case ffmpeg = "ffmpeg 5.1"
    case newFFmpeg = "ffmpeg 9"
    /// GStreamer's own client.
    case rtmp2sink
    /// GStreamer over librtmp.
    case rtmpsink

    /// What the README calls it.
    var title: String {
        switch self {
        case .aircheck: "a publisher of ours, which sends any tags at any times"
        case .librtmp: "librtmp 2.4"
        case .ffmpeg: "ffmpeg 5.1"
        case .newFFmpeg: "ffmpeg 9"
        case .rtmp2sink: "GStreamer 1.22, rtmp2sink"
        case .rtmpsink: "GStreamer 1.22, rtmpsink"
        }
    }

    /// Pushes to the end, as quickly as the server takes it; answers what the program puts on the wire.
    func push(_ source: MatrixSource, to urls: [String]) async throws -> MatrixSource {
        let tags = source.tags.map(\.sent)
        switch self {
        case .aircheck:
            for url in urls { try await LivePublisher.run(url) { try await $0.send(tags, paced: false) } }
        case .librtmp, .ffmpeg, .newFFmpeg, .rtmp2sink, .rtmpsink:
            let folder = try TemporaryFolder()
            let file = folder.path + "/push.flv"
            try FLVFile.write(tags, to: file)
            for url in urls { try await self.push(file, source, to: url) }
            guard self == .rtmp2sink || self == .rtmpsink else { break }
            // GStreamer's muxer moves decode times: its own file is the measure of what it sends.
            let muxed = folder.path + "/muxed.flv"
            try await Self.stream(file, source, into: ["filesink", "location=\(muxed)"])
            return try MatrixSource(source, muxed: FLVFile(path: muxed))
        }
        return source
    }

    private func push(_ file: String, _ source: MatrixSource, to url: String) async throws {
        switch self {
        case .aircheck: break
        case .librtmp: try await Publisher.push(tagsOf: file, to: url)
        case .ffmpeg:
            try await Tool.output(
                of: Programs.ffmpeg, ["-v", "error", "-copyts", "-i", file, "-c", "copy", "-f", "flv", url])
        case .newFFmpeg:
            try await Tool.output(
                of: Programs.newFFmpeg,
                [
                    "-v", "error", "-copyts", "-i", file, "-c", "copy", "-f", "flv", "-rtmp_enhanced_codecs",
                    "hvc1,av01,vp09,Opus,fLaC,ac-3,ec-3", url,
                ])
        case .rtmp2sink: try await Self.stream(file, source, into: ["rtmp2sink", "location=\(url)", "sync=false"])
        case .rtmpsink: try await Self.stream(file, source, into: ["rtmpsink", "location=\(url) live=1", "sync=false"])
        }
    }

    /// Has GStreamer take a file apart and put it together again.
    private static func stream(_ file: String, _ source: MatrixSource, into sink: [String]) async throws {
        var pipeline = ["-q", "filesrc", "location=\(file)", "!", "flvdemux", "name=demuxer"]
        let codings = Set(source.tags.map(\.track.coding))
        if codings.contains(where: { $0.kind == .video }) {
            pipeline += ["demuxer.video", "!", "queue", "!", "muxer.video"]
        }
        if codings.contains(where: { $0.kind == .audio }) {
            let parser = codings.contains(.mp3) ? ["mpegaudioparse", "!"] : []
            pipeline += ["demuxer.audio", "!", "queue", "!"] + parser + ["muxer.audio"]
        }
        pipeline += ["flvmux", "name=muxer", "streamable=true", "!"] + sink
        try await Tool.output(of: Programs.gstreamer, pipeline)
    }
}
