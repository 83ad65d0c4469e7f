// SPDX-License-Identifier: Apache-2.0

import Foundation
import MP4
import Media
import NIOCore
import RecordingTesting
import Testing

/// Media that ffmpeg made, read by our reader, written by our muxers and read by ffmpeg again.
@Suite(
    "MP4 and foreign programs",
    .enabled(if: ForeignProgram.areInstalled("ffmpeg", "ffprobe"), "ffmpeg and ffprobe aren't installed"),
    .timeLimit(.minutes(30)))
struct ForeignProgramTests {
    struct Encoding: CustomTestStringConvertible, Sendable {
        var name: String
        var arguments: [String]
        var testDescription: String { name }
    }

    static let video = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"]
    static let audio = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
    static let encodings = [
        Encoding(
            name: "H.264, AAC", arguments: video + audio + ["-c:v", "libx264", "-g", "25", "-bf", "2", "-c:a", "aac"]),
        Encoding(
            name: "H.264 cropped with open groups, AAC 5.1",
            arguments: ["-f", "lavfi", "-i", "testsrc2=size=318x178:rate=25"] + audio + [
                "-c:v", "libx264", "-x264-params", "open-gop=1:keyint=25", "-bf", "3", "-c:a", "aac", "-ac", "6",
            ]),
        Encoding(
            name: "HEVC, Opus",
            arguments: video + audio + [
                "-c:v", "libx265", "-x265-params", "log-level=none", "-g", "25", "-tag:v", "hvc1", "-c:a", "libopus",
            ]),
        Encoding(
            name: "AV1, FLAC",
            arguments: video + audio + [
                "-c:v", "libaom-av1", "-cpu-used", "8", "-g", "25", "-c:a", "flac", "-strict", "-2",
            ]),
        Encoding(
            name: "VP9, AC-3",
            arguments: video + audio + ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-g", "25", "-c:a", "ac3"]),
        Encoding(name: "E-AC-3 alone", arguments: audio + ["-c:a", "eac3"]),
        Encoding(name: "MP3 alone", arguments: audio + ["-c:a", "libmp3lame"]),
        Encoding(name: "H.264 alone", arguments: video + ["-c:v", "libx264", "-g", "25"]),
    ]

    /// Publishers don't tell which samples are the encoder's delay; ffmpeg's edit lists do.
    private static let wholeTracks = ["-ignore_editlist", "1"]

    /// Tracks and packets of a file that ffmpeg made, in the order of decode times.
    private func source(_ encoding: Encoding, in folder: URL) throws -> (tracks: [Track], packets: [MediaPacket]) {
        _ = try ForeignProgram.run(
            ["ffmpeg", "-v", "error"] + encoding.arguments + ["-t", "3", "-bitexact", "source.mp4"], in: folder)
        let bytes = ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent("source.mp4")))
        let file = MP4File(bytes)
        #expect(file.faults.isEmpty, "\(file.faults)")
        var tracks: [Track] = []
        var packets: [MediaPacket] = []
        for track in file.tracks {
            let description = try #require(track.descriptions.first)
            let kind: MediaKind = track.handler == "vide" ? .video : .audio
            for sample in track.samples {
                let payload = try #require(bytes.read(at: sample.offset, count: Int(sample.size)))
                let decode = track.decodeTime(of: sample, in: file)
                packets.append(
                    MediaPacket(
                        kind: kind, decodeTime: decode,
                        compositionOffset: track.presentationTime(of: sample, in: file) - decode,
                        isKeyframe: sample.isSync, payload: payload))
            }
            if let configuration = description.configuration {
                tracks.append(Track(configuration: configuration))
            } else {
                let frame = try #require(packets.last?.payload)
                tracks.append(Track(configuration: .mp3(try MPEGAudioConfiguration(frame: frame))))
            }
        }
        return (tracks, packets.sorted { $0.decodeTime < $1.decodeTime })
    }

    /// What ffmpeg makes of each frame.
    private func frames(of name: String, options: [String] = [], in folder: URL) throws -> [Substring] {
        let list = try ForeignProgram.run(
            ["ffmpeg", "-v", "warning"] + options + [
                "-i", name, "-map", "0", "-fps_mode", "passthrough", "-f", "framemd5", "-",
            ],
            in: folder)
        #expect(list.complaints.isEmpty, "\(name): \(list.complaints)")
        let lines = list.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return lines.map { line in
            let fields = line.split(separator: ",")
            return fields[0] + fields[fields.count - 1]
        }.sorted()
    }

    @Test("are read without a warning and decode to the same frames, cut off and finished", arguments: encodings)
    func playback(encoding: Encoding) throws {
        try ForeignProgram.withFolder { folder in
            let (tracks, packets) = try source(encoding, in: folder)
            let origin = try #require(packets.first?.decodeTime)
            let expected = try frames(of: "source.mp4", options: Self.wholeTracks, in: folder)
            #expect(expected.count >= 75)
            for isMovieFirst in [false, true] {
                let recording = try Recording(tracks: tracks, packets, origin: origin, isMovieFirst: isMovieFirst)
                let finished = recording.finished
                let file = MP4File(finished)
                #expect(file.faults.isEmpty, "\(file.faults)")
                #expect(
                    file.tracks.compactMap(\.descriptions.first?.configuration)
                        == tracks.compactMap {
                            if case .mp3 = $0.configuration { nil } else { $0.configuration }
                        })
                try Data(finished.readableBytesView).write(to: folder.appendingPathComponent("file.mp4"))
                let probe = try ForeignProgram.run(
                    ["ffprobe", "-v", "warning", "-show_packets", "-show_streams", "file.mp4"], in: folder)
                #expect(probe.complaints.isEmpty, "\(probe.complaints)")
                #expect(probe.output.components(separatedBy: "[PACKET]").count - 1 == packets.count)
                #expect(try frames(of: "file.mp4", in: folder) == expected)
            }
            let recording = try Recording(tracks: tracks, packets, origin: origin)
            for count in 1..<recording.writes.count {
                let cut = recording.contents(after: count)
                try Data(cut.readableBytesView).write(to: folder.appendingPathComponent("cut.mp4"))
                let probe = try ForeignProgram.run(
                    ["ffprobe", "-v", "warning", "-show_packets", "-show_streams", "cut.mp4"], in: folder)
                #expect(probe.complaints.isEmpty, "\(probe.complaints)")
                let samples = MP4File(cut).tracks.reduce(0) { $0 + $1.samples.count }
                #expect(probe.output.components(separatedBy: "[PACKET]").count - 1 == samples)
                if count == recording.writes.count - 1 { #expect(samples > packets.count / 2) }
            }
        }
    }

    @Test("show pictures in the shape and colours that the publisher means")
    func presentation() throws {
        let encoding = Encoding(
            name: "H.264 with oblong samples",
            arguments: Self.video + [
                "-c:v", "libx264", "-vf", "setsar=4/3", "-color_primaries", "bt709", "-color_trc", "bt709",
                "-colorspace", "bt709", "-color_range", "pc",
            ])
        try ForeignProgram.withFolder { folder in
            let (tracks, packets) = try source(encoding, in: folder)
            let finished = try Recording(tracks: tracks, packets).finished
            try Data(finished.readableBytesView).write(to: folder.appendingPathComponent("file.mp4"))
            // What the boxes say, without a look into the stream.
            let probe = try ForeignProgram.run(["ffprobe", "-v", "trace", "file.mp4"], in: folder)
            #expect(probe.complaints.contains("nclx: pri 1 trc 1 matrix 1 full 1"))
            #expect(probe.complaints.contains("type:'pasp'"))
            let streams = try ForeignProgram.run(["ffprobe", "-v", "warning", "-show_streams", "file.mp4"], in: folder)
            #expect(streams.output.contains("display_aspect_ratio=64:27") && streams.complaints.isEmpty)
        }
    }

    @Test("make segments that are read without a warning, one by one and as a whole", arguments: encodings)
    func segments(encoding: Encoding) throws {
        try ForeignProgram.withFolder { folder in
            let (tracks, packets) = try source(encoding, in: folder)
            let origin = try #require(packets.first?.decodeTime)
            let expected = try frames(of: "source.mp4", options: Self.wholeTracks, in: folder)
            let stream = try SegmentedRecording(tracks: tracks, packets, origin: origin)
            #expect(stream.segments.count >= 2)
            var whole = stream.initialization
            for segment in stream.segments {
                whole.writeImmutableBuffer(segment)
                var alone = stream.initialization
                alone.writeImmutableBuffer(segment)
                try Data(alone.readableBytesView).write(to: folder.appendingPathComponent("segment.mp4"))
                let probe = try ForeignProgram.run(
                    ["ffprobe", "-v", "warning", "-show_packets", "segment.mp4"], in: folder)
                #expect(probe.complaints.isEmpty, "\(probe.complaints)")
                let file = MP4File(alone)
                #expect(file.faults.isEmpty)
                #expect(
                    probe.output.components(separatedBy: "[PACKET]").count - 1
                        == file.tracks.reduce(0) { $0 + $1.samples.count })
            }
            try Data(whole.readableBytesView).write(to: folder.appendingPathComponent("whole.mp4"))
            #expect(try frames(of: "whole.mp4", in: folder) == expected)
        }
    }
}
