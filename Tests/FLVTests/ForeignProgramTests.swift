// SPDX-License-Identifier: Apache-2.0

import FLV
import Foundation
import Media
import NIOCore
import RecordingTesting
import Testing

/// What ffmpeg wrote, decoded and written anew, must satisfy the programs that people use.
@Suite("FLV and foreign programs", .timeLimit(.minutes(30)))
struct ForeignProgramTests {
    private static let source = [
        "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi", "-i",
        "sine=frequency=440:sample_rate=44100",
        "-t", "6", "-c:v", "libx264", "-bf", "2", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2",
    ]

    @Test(
        "ffprobe reads our files without a warning, and the packets are the source's",
        .enabled(if: ForeignProgram.areInstalled("ffmpeg", "ffprobe"), "ffmpeg and ffprobe are not installed"),
        arguments: [[], ["-vn"], ["-an"]] as [[String]])
    func remux(selection: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("flv-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, copy) = (folder.appendingPathComponent("a.flv"), folder.appendingPathComponent("b.flv"))
        let made = try ForeignProgram.run("ffmpeg", ["-v", "error", "-y"] + Self.source + selection + [source.path])
        #expect(made == "")

        let original = try StrictFile(ByteBuffer(bytes: try Data(contentsOf: source)))
        let written = try rewrite(original)
        try Data(written.readableBytesView).write(to: copy)
        let rewritten = try StrictFile(written)
        #expect(try rewritten.packets().map { PacketKey($0) } == original.packets().map { PacketKey($0) })
        let duration = try #require(rewritten.number("duration"))
        #expect((6...6.1).contains(duration))

        #expect(
            try ForeignProgram.run(
                "ffprobe",
                [
                    "-v", "warning", "-show_packets", "-of", "csv=print_section=0", copy.path, "-o",
                    folder.appendingPathComponent("list").path,
                ]) == "")
        #expect(try ForeignProgram.run("ffmpeg", ["-v", "warning", "-i", copy.path, "-f", "null", "-"]) == "")
        if ForeignProgram.areInstalled("flvmeta") {
            let report = try ForeignProgram.run("flvmeta", ["--check", "--quiet", copy.path])
            #expect(!report.contains("error"), "\(report)")
        }
    }

    private func rewrite(_ file: StrictFile) throws -> ByteBuffer {
        var tracks: [Track] = []
        var packets: [MediaPacket] = []
        for event in try file.events() {
            switch event {
            case .track(let track): tracks.append(track)
            case .leftOut: break
            case .packet(let packet): packets.append(packet)
            }
        }
        var muxer = FLVMuxer()
        var bytes = ByteBuffer()
        try muxer.start(tracks: tracks, origin: .zero, into: &bytes)
        for packet in packets { try muxer.write(packet, into: &bytes) }
        let patches = try muxer.finish(into: &bytes)
        bytes.apply(patches)
        return bytes
    }
}
