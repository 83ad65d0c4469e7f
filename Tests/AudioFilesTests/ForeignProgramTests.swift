// SPDX-License-Identifier: Apache-2.0

import AudioFiles
import Foundation
import Media
import NIOCore
import RecordingTesting
import Testing

/// What ffmpeg encoded and we wrote must satisfy the programs that people use.
@Suite("Audio files and foreign programs", .timeLimit(.minutes(30)))
struct ForeignProgramTests {
    private static let hasPrograms = ForeignProgram.areInstalled("ffmpeg", "ffprobe", "mp3val", "mpg123")
    private static let missing: Comment = "ffmpeg, mp3val and mpg123 are not installed"
    private static let source = ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=7"]

    @Test(
        "MP3 files are whole to mp3val, ffprobe and mpg123, with the right duration",
        .enabled(if: hasPrograms, missing),
        arguments: [
            ["-ar", "44100", "-ac", "2", "-b:a", "128k"], ["-ar", "48000", "-ac", "1", "-b:a", "32k"],
            ["-ar", "44100", "-ac", "2", "-q:a", "2"], ["-ar", "22050", "-ac", "1", "-b:a", "24k"],
            ["-ar", "8000", "-ac", "1", "-b:a", "8k"], ["-ar", "32000", "-ac", "2", "-b:a", "320k"],
        ])
    func mp3(encoding: [String]) throws {
        try ForeignProgram.withFolder { folder in
            let (source, copy) = (folder.appendingPathComponent("a.mp3"), folder.appendingPathComponent("b.mp3"))
            let plain = ["-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"]
            #expect(try ForeignProgram.run("ffmpeg", Self.source + encoding + plain + [source.path]) == "")
            let frames = try StrictMP3.split(.contents(of: source))
            let packets = frames.enumerated().map { MediaPacket.audio($1, at: Int64($0) * 26) }
            let track = try Track.mp3(frames[0])
            try file(MP3Muxer(), of: [track], packets).write(to: copy)

            let report = try ForeignProgram.run("mp3val", [copy.path])
            let faults = report.split(separator: "\n").filter {
                // Titles and artists: nobody has told us any.
                !$0.hasSuffix("No supported tags in the file") && ($0.contains("WARNING") || $0.contains("ERROR"))
            }
            #expect(faults.isEmpty)
            #expect(report.contains("INFO: \"\(copy.path)\": \(frames.count + 1) MPEG frames"), "\(report)")
            guard case .mp3(let configuration) = track.configuration else { return }
            let length = Double(frames.count * configuration.samplesPerFrame) / Double(configuration.sampleRate)
            #expect(abs(try duration(of: copy) - length) < 0.001)
            let read = try probe(copy)
            #expect(read.warnings.isEmpty)
            #expect(try read.hashes == probe(source).hashes)
            #expect(try ForeignProgram.run("ffmpeg", ["-v", "warning", "-i", copy.path, "-f", "null", "-"]) == "")
            #expect(try ForeignProgram.run("mpg123", ["-q", "-t", copy.path]) == "")
        }
    }

    @Test(
        "AAC files are the ones that ffmpeg writes, and whole to it", .enabled(if: hasPrograms, missing),
        arguments: [
            (["-ar", "44100", "-ac", "2"], "1210"), (["-ar", "48000", "-ac", "6"], "11b0"),
            (["-ar", "48000", "-ac", "8"], "11b8"), (["-ar", "16000", "-ac", "1"], "1408"),
        ])
    func aac(encoding: [String], configuration: String) throws {
        try ForeignProgram.withFolder { folder in
            let (source, copy) = (folder.appendingPathComponent("a.aac"), folder.appendingPathComponent("b.aac"))
            #expect(try ForeignProgram.run("ffmpeg", Self.source + encoding + ["-c:a", "aac", source.path]) == "")
            let original = try ByteBuffer.contents(of: source)
            let frames = try StrictADTS(original).frames
            let packets = frames.enumerated().map { MediaPacket.audio($1.payload, at: Int64($0) * 23) }
            let written = try file(ADTSMuxer(), of: [.aac(configuration)], packets)
            try written.write(to: copy)

            #expect(written == original)
            let read = try probe(copy)
            #expect(read.hashes.count == frames.count)
            // Nothing in an ADTS file tells how long it is, and ffmpeg says so of its own.
            #expect(read.warnings.allSatisfy { $0.contains("Estimating duration from bitrate") })
            #expect(try ForeignProgram.run("ffmpeg", ["-v", "error", "-i", copy.path, "-f", "null", "-"]) == "")
        }
    }

    private func duration(of file: URL) throws -> Double {
        let text = try ForeignProgram.run(
            "ffprobe",
            ["-v", "warning", "-show_entries", "format=duration", "-of", "csv=print_section=0", file.path])
        return try #require(Double(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// A digest of each packet, and what ffprobe had to say besides.
    private func probe(_ file: URL) throws -> (hashes: [Substring], warnings: [Substring]) {
        let lines = try ForeignProgram.run(
            "ffprobe",
            [
                "-v", "warning", "-show_data_hash", "md5", "-show_entries", "packet=data_hash",
                "-of", "csv=print_section=0", file.path,
            ]
        ).split(separator: "\n")
        return (lines.filter { $0.hasPrefix("MD5:") }, lines.filter { !$0.hasPrefix("MD5:") })
    }
}
