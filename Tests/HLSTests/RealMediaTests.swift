// SPDX-License-Identifier: Apache-2.0

import Foundation
import HLS
import Inspection
import MPEGTS
import Media
import NIOCore
import Testing

private enum FFmpeg {
    static let isInstalled = ["ffmpeg", "ffprobe"].allSatisfy { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
}

@Suite("HLS recording of real media", .enabled(if: FFmpeg.isInstalled, "ffmpeg and ffprobe aren't installed"))
struct RealMediaTests {
    private static let video = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"]
    private static let audio = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"]

    /// Runs a program of ffmpeg's in a folder; what it wrote to standard output and to standard error.
    private func run(_ arguments: [String], in folder: URL) throws -> (output: String, complaints: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let files = try ["output", "complaints"].map { name in
            let url = folder.appendingPathComponent(name)
            try Data().write(to: url)
            return (url, try FileHandle(forWritingTo: url))
        }
        process.standardOutput = files[0].1
        process.standardError = files[1].1
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(arguments)")
        return (
            try String(contentsOf: files[0].0, encoding: .utf8), try String(contentsOf: files[1].0, encoding: .utf8)
        )
    }

    /// Packs an FLV file into the folder as a recording.
    private func record(_ url: URL, into folder: URL) throws -> PlaylistReader {
        let events = try FLVFile(ByteBuffer(bytes: Data(contentsOf: url))).events
        var packager = TimedPackager(HLSPackager(muxer: TSMuxer()) { _, _ in "title" })
        var batch = FileBatch()
        try packager.start(tracks: [], origin: .zero, wall: .seconds(1_000_000), into: &batch)
        for event in events {
            switch event {
            case .leftOut: break
            case .track(let track): try packager.change(track, into: &batch)
            case .packet(let packet): _ = try packager.write(packet, arrived: .seconds(1_000_001), into: &batch)
            }
        }
        _ = try packager.finish(into: &batch)
        var recording = RecordingFolder()
        try recording.run(&batch)
        for (name, bytes) in recording.files {
            try Data(bytes.readableBytesView).write(to: folder.appendingPathComponent(name))
        }
        let report = try FileInspector(folder: recording).inspect("index.m3u8")
        #expect(report.isFaultless && report.remarks == [], "\(report.lines)")
        #expect(
            report.tracks.map(\.packets).reduce(0, +)
                == Int64(events.count { if case .packet = $0 { true } else { false } }))
        return try #require(recording.playlists.last)
    }

    /// What a decoder makes of each frame, in the order of its stream.
    private func frames(of name: String, stream: String, in folder: URL) throws -> [Substring] {
        try run(
            ["ffmpeg", "-v", "error", "-i", name, "-map", stream, "-fps_mode", "passthrough", "-f", "framemd5", "-"],
            in: folder
        ).output.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").last }
    }

    @Test(
        "is read without a warning, segment by segment and as a whole, and decodes to the same frames",
        arguments: [
            (["v", "a"], ["-c:v", "libx264", "-g", "50", "-bf", "2", "-c:a", "aac"]),
            (["v", "a"], ["-c:v", "libx264", "-g", "125", "-bf", "0", "-x264-params", "aud=1", "-c:a", "aac"]),
            (["v"], ["-c:v", "libx264", "-g", "33", "-x264-params", "repeat-headers=1"]),
            (["a"], ["-c:a", "aac", "-b:a", "64k"]),
        ] as [([String], [String])])
    func playback(kinds: [String], encoder: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-hls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inputs = kinds.flatMap { $0 == "v" ? Self.video : Self.audio }
        _ = try run(
            ["ffmpeg", "-v", "error"] + inputs + encoder + ["-t", "25", "-f", "flv", "source.flv"], in: folder)
        let playlist = try record(folder.appendingPathComponent("source.flv"), into: folder)
        #expect(playlist.segments.count == 3)
        #expect(playlist.isIndependent)
        for segment in playlist.segments {
            let probe = try run(["ffprobe", "-v", "warning", "-show_packets", segment.uri], in: folder)
            #expect(probe.complaints.isEmpty)
            #expect(probe.output.contains("codec_type="))
        }
        let play = try run(
            ["ffmpeg", "-v", "warning", "-i", "index.m3u8", "-c", "copy", "-f", "null", "-"], in: folder)
        #expect(play.complaints.isEmpty)
        for kind in kinds {
            let source = try frames(of: "source.flv", stream: "0:\(kind):0", in: folder)
            #expect(source.count >= 25 * 25)
            #expect(try frames(of: "index.m3u8", stream: "0:\(kind):0", in: folder) == source)
        }
    }
}
