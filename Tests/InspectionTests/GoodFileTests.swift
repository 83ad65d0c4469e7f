// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore
import Testing

@Suite("Good files")
struct GoodFileTests {
    private static let packets = Samples.recording(milliseconds: 7_000)

    @Test("have neither faults nor remarks, and hold the packets that were written")
    func containers() throws {
        let files = [
            try TestFiles.flv(Self.packets), try TestFiles.transportStream(Self.packets),
            try TestFiles.hls(Self.packets),
        ]
        for (files, zero) in zip(files, [0, 10_000, 10_000] as [Int64]) {
            let (packets, report) = try files.packets()
            #expect(report.lines.filter { $0.contains(": ") && !$0.hasPrefix("track") } == [])
            #expect(report.faults == [] && report.remarks == [] && report.gaps == [])
            #expect(packets.map(\.kind) == Self.packets.map(\.kind))
            #expect(packets.map(\.isKeyframe) == Self.packets.map(\.isKeyframe))
            #expect(packets.map(\.content) == Self.packets.map(\.payload))
            let times = Self.packets.map { $0.decodeTime.milliseconds + zero }
            #expect(packets.map(\.decodeTime.milliseconds) == times)
            let presentations = Self.packets.map { $0.presentationTime.milliseconds + zero }
            #expect(packets.map(\.presentationTime.milliseconds) == presentations)
            #expect(
                report.size
                    == (files.files.count == 1
                        ? files.bytes.byteCount : files.files.values.map(\.byteCount).reduce(0, +))
            )
            let (video, audio) = (try #require(report.tracks.first), try #require(report.tracks.last))
            #expect(video.format.summary == "h264 320x180")
            #expect(audio.format.summary == "aac 44100 Hz 2 channels")
            #expect(video.packets == 175 && video.keyframes == 7 && video.duration.milliseconds == 7_000)
            #expect(audio.packets == 305)
            #expect(report.duration.milliseconds == 7_015)
        }
    }

    @Test("are read alike from MP4, whole or in fragments")
    func movies() throws {
        let pieces = (0..<3).flatMap { Samples.recording(milliseconds: 1_000, from: $0 * 1_000) }
        for (files, expected) in [
            (try TestFiles.mp4(), Samples.recording(milliseconds: 3_000)), (try .fragments(), pieces),
        ] {
            let (packets, report) = try files.packets()
            #expect(report.isFaultless && report.remarks == [] && report.gaps == [], "\(report.lines)")
            for kind in MediaKind.allCases {
                let (found, written) = (packets.filter { $0.kind == kind }, expected.filter { $0.kind == kind })
                #expect(found.map(\.content) == written.map(\.payload))
                #expect(found.map(\.decodeTime.milliseconds) == written.map(\.decodeTime.milliseconds))
                #expect(found.map(\.presentationTime.milliseconds) == written.map(\.presentationTime.milliseconds))
                #expect(found.map(\.isKeyframe) == written.map(\.isKeyframe))
            }
            #expect(report.tracks.map(\.format.summary) == ["h264 320x180", "aac 44100 Hz 2 channels"])
            #expect(report.size == files.files.values.map(\.byteCount).reduce(0, +))
        }
    }

    @Test("are counted by their frames when they are MP3, the one with the tag left out")
    func mp3() throws {
        let (packets, report) = try TestFiles.mp3().packets()
        #expect(report.isFaultless, "\(report.lines)")
        #expect(packets.count == 10)
        #expect(report.tracks.first?.format.summary == "mp3 44100 Hz 2 channels")
        #expect(report.duration.milliseconds == 261)
    }

    @Test("are counted by their frames when they are ADTS")
    func adts() throws {
        let (packets, report) = try TestFiles.adts().packets()
        #expect(report.isFaultless)
        #expect(packets.map { String(buffer: $0.payload) } == (0..<20).map { "frame \($0)" })
        #expect(report.duration.milliseconds == 464)
        #expect(report.tracks.first?.format.summary == "aac 44100 Hz 2 channels")
    }

    @Test("may change their tracks in files of frames")
    func changedFrames() throws {
        var adts = try TestFiles.adts()
        // One frame of 44.1 kHz in front, the others of 48 kHz.
        for place in try (1..<20).map({ try adts.bytes.place(of: Array("frame \($0)".utf8)) - 7 }) {
            try adts.bytes.change(at: place + 2) { $0 ^ 0x1C }
        }
        let (packets, report) = try adts.packets()
        #expect(report.isFaultless, "\(report.lines)")
        #expect(report.remarks.map(\.sentence) == ["Track 1 changes to aac 48000 Hz 2 channels here."])
        let ticks = packets.prefix(3).map { $0.decodeTime.ticks(timescale: 1_000_000) }
        #expect(ticks == [0, 23_220, 44_553])

        var mp3 = TestFiles.mp3()
        try mp3.bytes.change(at: 140 + 417 * 3 + 3) { $0 | 0xC0 }
        let remarks = try mp3.inspect().remarks.map(\.sentence)
        #expect(
            remarks == [
                "Track 1 changes to mp3 44100 Hz 1 channel here.", "Track 1 changes to mp3 44100 Hz 2 channels here.",
            ])
    }

    @Test("tell pauses as gaps, and small steps back as remarks")
    func gaps() throws {
        var packets = Samples.recording(milliseconds: 1_000)
        packets += [Samples.sound(900), Samples.sound(5_000), Samples.frame(5_001, isKeyframe: true)]
        let report = try TestFiles.flv(packets).inspect()
        #expect(report.isFaultless, "\(report.lines)")
        #expect(report.remarks.map(\.rule) == [.order])
        #expect(report.gaps.map(\.from.milliseconds) == [900, 960])
        #expect(report.gaps.map(\.to.milliseconds) == [5_000, 5_001])
        // The pause is no frame's length.
        #expect(report.tracks.first?.duration.milliseconds == 5_041)
    }

    @Test("may change their tracks after EXT-X-DISCONTINUITY")
    func change() throws {
        let files = try TestFiles.hls(change: .seconds(3))
        let report = try files.inspect()
        #expect(String(buffer: files.bytes).contains("#EXT-X-DISCONTINUITY\n"))
        #expect(report.isFaultless, "\(report.lines)")
        #expect(report.remarks.map(\.sentence) == ["Track 256 changes to h264 320x240 here."])
    }

    @Test("are printed for people and for programs")
    func lines() throws {
        let (packets, report) = try TestFiles.transportStream().packets()
        #expect(
            report.lines == [
                "mpegts, \(report.size) bytes, 1.520000 s",
                "track 256: video h264 320x180, 38 packets (2 key), \(report.tracks[0].bytes) bytes, "
                    + "dts 10.000000 to 11.480000, pts 10.000000 to 11.520000, 1.520000 s",
                "track 257: audio aac 44100 Hz 2 channels, 66 packets (66 key), \(report.tracks[1].bytes) bytes, "
                    + "dts 10.000000 to 11.495000, pts 10.000000 to 11.495000, 1.518220 s",
                "no fault",
            ])
        #expect(packets.last?.line == "257 11.495000 11.495000 key 10 87d593aa4087c46f")
    }
}
